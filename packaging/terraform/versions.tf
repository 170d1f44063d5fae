terraform {
  required_version = ">= 1.7"
  required_providers {
    openstack = {
      source  = "terraform-provider-openstack/openstack"
      version = "~> 3.4"
    }
  }
}

# Which cloud, and who you are there, comes from clouds.yaml or from OS_* in the environment.
provider "openstack" {}
