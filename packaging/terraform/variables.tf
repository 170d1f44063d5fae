variable "name" {
  description = "Of the server and of all that belongs to it."
  type        = string
  default     = "suggestd"
}

variable "package_url" {
  description = "Where the server fetches the Debian package: https, without a password."
  type        = string
}

variable "package_sha256" {
  description = "SHA-256 of the package's file. Another file is not installed."
  type        = string
  validation {
    condition     = can(regex("^[0-9a-f]{64}$", var.package_sha256))
    error_message = "package_sha256 must be 64 digits, as sha256sum prints them."
  }
}

variable "network" {
  description = "The private network that the proxy reaches the server in."
  type        = string
}

variable "proxies" {
  description = "Addresses of the proxies that speak TLS with shops, as networks. Nobody else reaches the shops' port."
  type        = list(string)
  validation {
    condition     = length(var.proxies) > 0 && alltrue([for proxy in var.proxies : can(cidrhost(proxy, 0)) && !endswith(proxy, "/0")])
    error_message = "proxies must be networks such as 10.0.0.5/32, and not the whole internet: the port has no TLS."
  }
}

variable "administrators" {
  description = "Networks that may use SSH. The administrators' listener stays on loopback: reach it through SSH."
  type        = list(string)
  validation {
    condition     = alltrue([for network in var.administrators : can(cidrhost(network, 0)) && !endswith(network, "/0")])
    error_message = "administrators must be networks such as 192.0.2.0/24, and not the whole internet."
  }
}

variable "ssh_key" {
  description = "Name of a key pair of the cloud: who may sign in."
  type        = string
}

variable "image" {
  description = "Name of an image of Debian 12 (amd64)."
  type        = string
  default     = "debian-12"
}

variable "flavor" {
  description = "Name of a size; docs/operate/sizing.md says how much memory a shop needs."
  type        = string
}

variable "volume_gb" {
  description = "Size of the store's volume; docs/operate/sizing.md."
  type        = number
  default     = 20
}
