#!/usr/bin/env bash
# Runs chosen tests, and the quickstart's job, on Debian's kernel in a virtual machine: sudo tests/debian-kernel.sh
#   --no-build    takes what is built
#   NAME…         runs these only: test classes, such as Containers.Images.Layers.RootFileSystemTests or 'Firewall.*', or quickstart
#   TIMEOUT=…     in the environment: ends the machine after so many seconds, by default 10800
# On Debian 12 the kernel is Linux 6.1. apt downloads it; it is not installed. QEMU emulates the processor, so KVM is not
# needed, and .NET is 20 to 35 times slower than on the machine itself: the whole list takes about an hour on two idle cores.
# The virtual machine sees the machine's files through an overlay. What it writes is lost, except its results.
set -euo pipefail
cd "$(dirname "$0")/.."
. tools/setup.sh

# What depends on the kernel: mounts, namespaces, system calls, rules and packets.
names=(
  Containers.Images.Layers.RootFileSystemTests
  Containers.Images.Layers.RootMountPointTests
  Containers.Lifecycle.ContainerStartTests
  Containers.ContainerAsDockerTests
  Containers.Networking.ContainerNetworkModeTests
  Containers.Networking.ContainerPublishTests
  Containers.Runtime.ContainerExecTests
  Containers.Oci.ContainerRightsTests
  Containers.Runtime.UserNamespaceTests
  Containers.Oci.HostileContainerTests
  Containers.Images.Layers.LayerUnpackerTests
  Host.Namespaces.NamespaceTests
  Host.Links.VethTests
  Host.Links.BridgeTests
  Host.Sysctls.SysctlTests
  Networks.Endpoints.EndpointTests
  Networks.Endpoints.EndpointReadinessTests
  Networks.Drivers.MacvlanTests
  Firewall.Nftables.NftablesPacketTests
  Firewall.Iptables.IptablesPacketTests
  Netlink.Conntrack.ConntrackTableTests
  Costs.SystemCallTests
  quickstart
)

kernels=$PWD/.tools/kernels
memory=4G
timeout=${TIMEOUT:-10800}

main() {
  local build=true
  [ "${1:-}" != --no-build ] || { build=false; shift; }
  [ $# -eq 0 ] || names=("$@")
  require_root
  require_dotnet
  require_pwsh
  require_tools qemu-system-x86_64=qemu-system-x86 cpio=cpio depmod=kmod xz=xz-utils mke2fs=e2fsprogs busybox=busybox-static \
    ip=iproute2 nft=nftables iptables=iptables strace=strace umoci=umoci catatonit=catatonit getfattr=attr setcap=libcap2-bin "${container_tools[@]}"
  $build && { dotnet build tests/Unit -c Release -v quiet; build_module; }
  work=$(mktemp -d /var/tmp/debian-kernel.XXXXXX)
  trap 'rm -rf "$work"' EXIT
  require_kernel
  write_first_file_system
  run_machine
  report
}

# The newest kernel that apt knows, unpacked in a directory that git ignores.
require_kernel() {
  local package
  package=$(apt-cache depends linux-image-amd64 | awk '$1 == "Depends:" { print $2; exit }')
  [ -n "$package" ] || { say "apt does not know linux-image-amd64. Run apt-get update first." >&2; exit 1; }
  version=${package#linux-image-}
  kernel=$kernels/$version
  [ -e "$kernel/complete" ] && return
  say "Downloading Linux $version"
  mkdir -p "$kernel"
  (cd "$work" && apt-get -qq -o APT::Sandbox::User=root download "$package" && dpkg-deb --extract "$package"_*.deb "$kernel")
  depmod --basedir "$kernel" "$version"
  unpack_image "$kernel/boot/vmlinuz-$version" "$kernel/vmlinux"
  touch "$kernel/complete"
}

# Debian packs its kernel with xz. The emulated processor would need many seconds to unpack it.
unpack_image() {
  local start
  start=$(LC_ALL=C grep --text --byte-offset --only-matching --max-count 1 $'\xFD7zXZ' "$1" | head -1 | cut -d: -f1) || true
  if [ -n "$start" ] && tail -c "+$((start + 1))" "$1" | xz --decompress --single-stream >"$2" 2>/dev/null; then return; fi
  cp "$1" "$2"
}

# The first file system mounts the machine's files read-only, an ext4 disk for what is written, and an overlay of both.
write_first_file_system() {
  local root=$work/first module
  mkdir -p "$root"/{bin,dev,proc,sys,modules,machine,disk,new}
  cp "$(command -v busybox)" "$root/bin/busybox"
  for module in virtio_pci virtio_blk ext4 9pnet_virtio 9p overlay; do
    modprobe --dirname "$kernel" --set-version "$version" --show-depends "$module"
  done | awk '$1 == "insmod" && !seen[$2]++ { print $2 }' >"$work/modules"
  xargs -a "$work/modules" cp -t "$root/modules"
  cat >"$root/init" <<INIT
#!/bin/busybox sh
/bin/busybox --install -s /bin
mount -t devtmpfs dev /dev; mount -t proc proc /proc; mount -t sysfs sys /sys
for module in $(sed 's|.*/||' "$work/modules" | tr '\n' ' '); do insmod "/modules/\$module"; done
mount -t 9p -o ro,trans=virtio,version=9p2000.L,msize=500000,cache=loose machine /machine
mount -t ext4 /dev/vda /disk
mkdir /disk/upper /disk/work; mkdir -m 1777 /disk/tmp
mount -t overlay -o lowerdir=/machine,upperdir=/disk/upper,workdir=/disk/work overlay /new
mkdir -p /new/var/tmp/disk /new/var/tmp/results
mount --bind /disk/tmp /new/var/tmp/disk
mount -t 9p -o trans=virtio,version=9p2000.L,msize=500000 results /new/var/tmp/results
mount -t tmpfs -o mode=755 run /new/run
mount --move /dev /new/dev; mount --move /proc /new/proc; mount --move /sys /new/sys
exec switch_root /new /bin/bash /var/tmp/results/job
INIT
  chmod +x "$root/init"
  (cd "$root" && find . | cpio --quiet -o -H newc) >"$work/initrd"
}

# What runs in the virtual machine. An overlay cannot hold an overlay's upper directory, so temporary files are on the disk.
write_job() {
  cat <<JOB
export PATH='$PATH' DOTNET_ROOT='${DOTNET_ROOT:-}' HOME=/root TMPDIR=/var/tmp/disk DOTNET_TieredPGO=0
cd '$PWD'
. tools/setup.sh
mkdir -p /dev/pts /dev/shm /run/lock /lib/modules/$version
mount -t devpts devpts /dev/pts; mount -t tmpfs shm /dev/shm; mount -t cgroup2 cgroup2 /sys/fs/cgroup
mount --bind '$kernel/lib/modules/$version' /lib/modules/$version
for link in fd: stdin:/0 stdout:/1 stderr:/2; do ln -sf "/proc/self/fd\${link#*:}" "/dev/\${link%:*}"; done
ip link set lo up
run() {
  if [ "\$1" = quickstart ]; then in_sandbox pwsh -NoProfile -File examples/quickstart.ps1
  else in_sandbox tests/Unit/bin/Release/net10.0/ContainerNet.Tests -noLogo -noColor -parallel none -class "ContainerNet.Tests.\$1"; fi
}
for name in ${names[*]@Q}; do
  begin=\$SECONDS code=0
  run "\$name" >/var/tmp/results/log 2>&1 || code=\$?
  total=\$(grep -oE 'Total: [0-9]+, Errors: [0-9]+, Failed: [0-9]+, Skipped: [0-9]+' /var/tmp/results/log | tail -1) || true
  echo "\$name: exit code \$code, \${total:+\$total, }\$((SECONDS - begin)) s" >>/var/tmp/results/summary
  cat /var/tmp/results/log >>/var/tmp/results/all
done
sync
echo b >/proc/sysrq-trigger
JOB
}

run_machine() {
  mkdir "$work/results"
  write_job >"$work/results/job"
  : >"$work/results/summary"
  truncate --size 16G "$work/disk"
  mke2fs -q -F -t ext4 "$work/disk"
  say "Running on Linux $version"
  tail --follow --lines +1 --pid $$ "$work/results/summary" 2>/dev/null &
  timeout --foreground "$timeout" qemu-system-x86_64 -machine q35 -accel tcg,thread=multi -cpu max -smp 2 -m "$memory" \
    -nodefaults -no-user-config -nic none -display none -no-reboot \
    -kernel "$kernel/vmlinux" -initrd "$work/initrd" -serial "file:$work/results/console" \
    -append "console=ttyS0 panic=-1 mitigations=off tsc=reliable random.trust_cpu=on" \
    -drive "file=$work/disk,format=raw,if=virtio,cache=unsafe" \
    -fsdev local,id=machine,path=/,security_model=none,readonly=on,multidevs=remap -device virtio-9p-pci,fsdev=machine,mount_tag=machine \
    -fsdev "local,id=results,path=$work/results,security_model=none" -device virtio-9p-pci,fsdev=results,mount_tag=results </dev/null >"$work/qemu" 2>&1 || true
  kill $! 2>/dev/null || true
}

# Each name has to have ended well.
report() {
  local wanted=${#names[@]} good
  good=$(grep -c ': exit code 0,' "$work/results/summary") || true
  if [ "$good" -eq "$wanted" ]; then say "All $wanted passed on Linux $version"; return; fi
  grep -E '\[FAIL\]' -A 12 "$work/results/all" || tail -n 30 "$work/qemu" "$work/results/console"
  say "$good of $wanted passed on Linux $version"
  exit 1
}

main "$@"
