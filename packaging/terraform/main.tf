# One server, its store on a volume of its own, and a firewall that lets only the proxies reach the shops' port.

data "openstack_images_image_v2" "debian" {
  name        = var.image
  most_recent = true
}

resource "openstack_blockstorage_volume_v3" "store" {
  name        = "${var.name}-store"
  description = "Orders of a shop: nobody can make them again"
  size        = var.volume_gb

  # The server may be made anew; what it has stored may not.
  lifecycle {
    prevent_destroy = true
  }
}

resource "openstack_networking_secgroup_v2" "suggestd" {
  name        = var.name
  description = "The shops' port for proxies, SSH for administrators"
}

resource "openstack_networking_secgroup_rule_v2" "shops" {
  for_each          = toset(var.proxies)
  security_group_id = openstack_networking_secgroup_v2.suggestd.id
  direction         = "ingress"
  ethertype         = strcontains(each.value, ":") ? "IPv6" : "IPv4"
  protocol          = "tcp"
  port_range_min    = 8600
  port_range_max    = 8600
  remote_ip_prefix  = each.value
}

resource "openstack_networking_secgroup_rule_v2" "ssh" {
  for_each          = toset(var.administrators)
  security_group_id = openstack_networking_secgroup_v2.suggestd.id
  direction         = "ingress"
  ethertype         = strcontains(each.value, ":") ? "IPv6" : "IPv4"
  protocol          = "tcp"
  port_range_min    = 22
  port_range_max    = 22
  remote_ip_prefix  = each.value
}

data "openstack_networking_network_v2" "private" {
  name = var.network
}

resource "openstack_networking_port_v2" "suggestd" {
  name               = var.name
  network_id         = data.openstack_networking_network_v2.private.id
  security_group_ids = [openstack_networking_secgroup_v2.suggestd.id]
}

resource "openstack_compute_instance_v2" "suggestd" {
  name        = var.name
  flavor_name = var.flavor
  key_pair    = var.ssh_key

  # OpenStack gives a disk the first 20 characters of its volume's id as serial number.
  user_data = templatefile("${path.module}/cloud-init.yaml.tftpl", {
    package_url    = var.package_url
    package_sha256 = var.package_sha256
    proxies        = var.proxies
    store_device   = "/dev/disk/by-id/virtio-${substr(openstack_blockstorage_volume_v3.store.id, 0, 20)}"
  })

  block_device {
    uuid                  = data.openstack_images_image_v2.debian.id
    source_type           = "image"
    destination_type      = "local"
    boot_index            = 0
    delete_on_termination = true
  }

  # There from the first boot, so that cloud-init can mount it before the package is installed.
  block_device {
    uuid                  = openstack_blockstorage_volume_v3.store.id
    source_type           = "volume"
    destination_type      = "volume"
    boot_index            = -1
    delete_on_termination = false
  }

  network {
    port = openstack_networking_port_v2.suggestd.id
  }
}
