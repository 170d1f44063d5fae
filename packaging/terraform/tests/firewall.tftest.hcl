# What the plan says, with a cloud that is only pretended: terraform test.
mock_provider "openstack" {
  override_during = plan
  mock_resource "openstack_blockstorage_volume_v3" {
    defaults = { id = "01234567-89ab-cdef-0123-456789abcdef" }
  }
}

variables {
  package_url    = "https://packages.example/suggestd.deb"
  package_sha256 = "0000000000000000000000000000000000000000000000000000000000000000"
  network        = "private"
  proxies        = ["10.0.0.5/32", "fd00::5/128"]
  administrators = ["192.0.2.0/24"]
  ssh_key        = "operator"
  flavor         = "small"
}

run "only_proxies_reach_the_shops_port" {
  command = plan
  assert {
    condition     = toset([for rule in openstack_networking_secgroup_rule_v2.shops : rule.remote_ip_prefix]) == toset(var.proxies)
    error_message = "each proxy has its rule, and nobody else has one"
  }
  assert {
    condition     = openstack_networking_secgroup_rule_v2.shops["fd00::5/128"].ethertype == "IPv6"
    error_message = "a proxy with an IPv6 address gets a rule of that kind"
  }
}

run "the_first_boot_mounts_the_volume" {
  command = plan
  assert {
    condition     = strcontains(openstack_compute_instance_v2.suggestd.user_data, "/dev/disk/by-id/virtio-01234567-89ab-cdef-0")
    error_message = "cloud-init is told the volume by the serial number that OpenStack gives its disk"
  }
}

run "the_whole_internet_is_no_proxy" {
  command = plan
  variables {
    proxies = ["0.0.0.0/0"]
  }
  expect_failures = [var.proxies]
}

run "a_package_without_a_checksum_is_refused" {
  command = plan
  variables {
    package_sha256 = "latest"
  }
  expect_failures = [var.package_sha256]
}
