using ContainerNet.Networks.Ports;
using ContainerNet.Tests.Support;
using Xunit;

namespace ContainerNet.Tests.Networks.Ports;

public sealed class EphemeralPortsTests
{
    [Theory]
    [InlineData("32768\t60999", "", 32768, 60999, new int[0])]
    [InlineData("1024\t65535", "8080", 1024, 65535, new[] { 8080 })]
    [InlineData("49152\t49152", "8080,9148-9150", 49152, 49152, new[] { 8080, 9148, 9149, 9150 })]
    [InlineData("1\t2", "0,7", 1, 2, new[] { 7 })]
    public void The_kernel_s_text_is_read(string range, string reserved, int first, int last, int[] ports)
    {
        EphemeralPorts read = EphemeralPorts.Parse(range, reserved);
        Assert.Equal((first, last), (read.Range.First, read.Range.Last));
        Assert.Equal(ports, read.Reserved.Order());
    }

    [Fact]
    public void A_range_that_cannot_be_is_an_error()
        => Assert.Equal("NoLocalPortRange", Assert.Throws<ContainerNetException>(() => EphemeralPorts.Parse("", "")).ErrorId);

    [Fact]
    public void They_are_those_of_the_host_s_own_namespace()
    {
        using var host = new TestHost();
        IpTool.Start(host.Options.NamespacePath, ["sysctl", "-qw", "net.ipv4.ip_local_port_range=20000 20010", "net.ipv4.ip_local_reserved_ports=20003,20005-20006"], null);
        EphemeralPorts read = EphemeralPorts.Read(host.Net.Context);
        Assert.Equal(new PortRange(20000, 11), read.Range);
        Assert.Equal([20003, 20005, 20006], read.Reserved.Order());
    }
}
