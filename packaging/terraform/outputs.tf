output "address" {
  description = "For the proxies: port 8600 of it."
  value       = openstack_compute_instance_v2.suggestd.access_ip_v4
}
