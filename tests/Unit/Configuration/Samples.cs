using System.Text;
using ContainerNet.Configuration;
using Xunit;

namespace ContainerNet.Tests.Configuration;

/// <summary>Files that administrators have.</summary>
internal static class Samples
{
    /// <summary>Tutorials show this one: its addresses are from three different networks.</summary>
    public const string Tutorial = """
        {
        	"bip": "192.168.1.5/24",
        	"fixed-cidr": "10.20.0.0/16",
        	"fixed-cidr-v6": "2001:db8::/64",
        	"mtu": 1500,
        	"default-gateway": "10.20.1.1",
        	"default-gateway-v6": "2001:db8:abcd::89",
        	"dns": ["10.20.1.2","10.20.1.3"]
        }
        """;

    /// <summary>Keys of all kinds, many of them saying nothing.</summary>
    public const string Mixed = """
        {
          "allow-nondistributable-artifacts": [], "api-cors-header": "", "bip": "", "bridge": "", "builder": { "gc": { "enabled": true } },
          "cluster-store-opts": {}, "data-root": "/srv/docker", "debug": true,
          "default-address-pools": [ { "base": "172.30.0.0/16", "size": 24 }, { "base": "fd40:1::/48", "size": 64 } ],
          "default-gateway": "", "default-network-opts": { "bridge": { "com.docker.network.driver.mtu": "1400" } },
          "default-ulimits": {},
          "dns": [], "dns-opts": ["ndots:1"], "dns-search": ["example.org", "."], "features": { "cdi": true }, "firewall-backend": "",
          "fixed-cidr": "", "fixed-cidr-v6": "", "hosts": ["tcp://0.0.0.0:2375", "unix:///var/run/docker.sock"],
          "icc": false, "insecure-registries": [], "ip": "0.0.0.0", "ip-forward": false, "ip-masq": false, "iptables": false,
          "ip6tables": false, "ipv6": false, "live-restore": true, "log-driver": "json-file", "log-opts": { "max-size": "10m" },
          "max-concurrent-downloads": 3, "mtu": 0, "pidfile": null, "storage-driver": "overlay2", "tlsverify": true, "userland-proxy": false
        }
        """;

    public static ContainerNetConfiguration Read(string text, string machineId = "test") => ConfigurationReader.Read(Encoding.UTF8.GetBytes(text), "daemon.json", machineId);

    public static ContainerNetException Refused(string text) => Assert.Throws<ContainerNetException>(() => Read(text));
}
