using ContainerNet.Containers.EtcFiles;
using Xunit;

namespace ContainerNet.Tests.Containers.EtcFiles;

public sealed class LinkEnvironmentTests
{
    // What docker run --name web --link db:database gave on a Docker Engine 20.10.
    [Fact]
    public void A_link_has_the_variables_that_Docker_sets()
    {
        var link = new LinkedContainer("database", "db", "dbhost", FilesTestbed.Addresses("172.17.0.2"))
        {
            Ports = [new(7002, "tcp"), new(7000, "tcp"), new(5432, "tcp"), new(53, "udp"), new(7001, "tcp")],
            Environment = ["FOO=bar", "MULTI=a b", "PATH=/bin", "HOME=/", "EQUALS=a=b"],
        };
        Assert.Equal(
        [
            "DATABASE_ENV_EQUALS=a=b",
            "DATABASE_ENV_FOO=bar",
            "DATABASE_ENV_MULTI=a b",
            "DATABASE_NAME=/web/database",
            "DATABASE_PORT=udp://172.17.0.2:53",
            "DATABASE_PORT_53_UDP=udp://172.17.0.2:53",
            "DATABASE_PORT_53_UDP_ADDR=172.17.0.2",
            "DATABASE_PORT_53_UDP_PORT=53",
            "DATABASE_PORT_53_UDP_PROTO=udp",
            "DATABASE_PORT_5432_TCP=tcp://172.17.0.2:5432",
            "DATABASE_PORT_5432_TCP_ADDR=172.17.0.2",
            "DATABASE_PORT_5432_TCP_PORT=5432",
            "DATABASE_PORT_5432_TCP_PROTO=tcp",
            "DATABASE_PORT_7000_TCP=tcp://172.17.0.2:7000",
            "DATABASE_PORT_7000_TCP_ADDR=172.17.0.2",
            "DATABASE_PORT_7000_TCP_END=tcp://172.17.0.2:7002",
            "DATABASE_PORT_7000_TCP_PORT=7000",
            "DATABASE_PORT_7000_TCP_PORT_END=7002",
            "DATABASE_PORT_7000_TCP_PORT_START=7000",
            "DATABASE_PORT_7000_TCP_PROTO=tcp",
            "DATABASE_PORT_7000_TCP_START=tcp://172.17.0.2:7000",
            "DATABASE_PORT_7001_TCP=tcp://172.17.0.2:7001",
            "DATABASE_PORT_7001_TCP_ADDR=172.17.0.2",
            "DATABASE_PORT_7001_TCP_PORT=7001",
            "DATABASE_PORT_7001_TCP_PROTO=tcp",
            "DATABASE_PORT_7002_TCP=tcp://172.17.0.2:7002",
            "DATABASE_PORT_7002_TCP_ADDR=172.17.0.2",
            "DATABASE_PORT_7002_TCP_PORT=7002",
            "DATABASE_PORT_7002_TCP_PROTO=tcp",
        ], LinkEnvironment.Build("web", link).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void A_container_without_ports_has_a_name()
        => Assert.Equal(["MY_DB_NAME=/web/my-db"], LinkEnvironment.Build("web", new LinkedContainer("my-db", "db", "db", FilesTestbed.Addresses("172.17.0.2"))));

    [Fact]
    public void Of_one_number_TCP_is_the_port()
        => Assert.Contains("D_PORT=tcp://172.17.0.2:53", LinkEnvironment.Build("web", new LinkedContainer("d", "d", "d", FilesTestbed.Addresses("172.17.0.2")) { Ports = [new(53, "udp"), new(53, "tcp")] }));
}
