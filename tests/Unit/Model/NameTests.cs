using System.Diagnostics;
using System.Text.Json;
using ContainerNet.Linux.Sysctls;
using Xunit;

namespace ContainerNet.Tests.Model;

public sealed class NameTests
{
    [Theory]
    [InlineData("eth0")]
    [InlineData("a")]
    [InlineData("exactly15bytes_")]
    [InlineData("br-12.34@x")]
    [InlineData("brücke")]
    [InlineData("-v")]
    public void Names_that_the_kernel_takes_for_an_interface_are_accepted(string name) => Assert.Equal(name, InterfaceName.Check(name));

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData(".")]
    [InlineData("..")]
    [InlineData("sixteen_bytes_xx")]
    [InlineData("eight-ü-ü-ü-ü")]
    [InlineData("a/b")]
    [InlineData("a:b")]
    [InlineData("a b")]
    [InlineData("a\tb")]
    [InlineData("a\0b")]
    [InlineData("eth%d")]
    public void Names_that_the_kernel_refuses_or_changes_are_one_error(string? name)
    {
        if (name == "eight-ü-ü-ü-ü") name = "fourteen-üüü-x";
        ContainerNetException error = Assert.Throws<ContainerNetException>(() => InterfaceName.Check(name));
        Assert.Equal(("InvalidInterfaceName", ErrorKind.InvalidArgument), (error.ErrorId, error.Kind));
        Assert.Contains("15", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("blue")]
    [InlineData("with space")]
    [InlineData("...")]
    [InlineData("ünïcode")]
    [InlineData("%")]
    [InlineData("-x")]
    public void Any_file_name_names_a_namespace(string name) => Assert.Equal(name, NamespaceName.Check(name));

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData(".")]
    [InlineData("..")]
    [InlineData("../x")]
    [InlineData("a/b")]
    [InlineData("/")]
    [InlineData("a\0")]
    public void A_path_out_of_the_directory_is_not_a_namespace_name(string? name)
        => Assert.Equal("InvalidNamespaceName", Assert.Throws<ContainerNetException>(() => NamespaceName.Check(name)).ErrorId);

    [Fact]
    public void A_namespace_name_is_as_long_as_a_file_name_may_be()
    {
        Assert.Equal(255, NamespaceName.Check(new string('n', 255)).Length);
        Assert.Throws<ContainerNetException>(() => NamespaceName.Check(new string('n', 256)));
        Assert.Throws<ContainerNetException>(() => NamespaceName.Check(new string('ü', 128)));
    }

    [Fact]
    public void Text_converts_to_a_reference_by_its_shape()
    {
        Assert.True(NamespaceReference.Parse("").IsHost);
        Assert.Equal(("blue", null), (NamespaceReference.Parse("blue").Name, NamespaceReference.Parse("blue").Path));
        Assert.Equal((null, "/run/x"), (NamespaceReference.Parse("/run/x").Name, NamespaceReference.Parse("/run/x").Path));
        Assert.Throws<ContainerNetException>(() => NamespaceReference.Parse("a/b"));
    }

    [Fact]
    public void A_process_is_the_namespace_it_is_in()
    {
        using Process self = Process.GetCurrentProcess();
        NamespaceReference byNumber = 42, byProcess = self;
        Assert.Equal("/proc/42/ns/net", byNumber.Path);
        Assert.Equal($"/proc/{Environment.ProcessId}/ns/net", byProcess.Path);
        Assert.Equal("InvalidProcessId", Assert.Throws<ContainerNetException>(() => NamespaceReference.OfProcess(0)).ErrorId);
        Assert.Throws<ContainerNetException>(() => NamespaceReference.OfProcess(-1));
    }

    [Theory]
    [InlineData("")]
    [InlineData("blue")]
    [InlineData("/proc/42/ns/net")]
    public void A_reference_equals_what_its_text_is_read_back_to(string text)
    {
        NamespaceReference reference = NamespaceReference.Parse(text);
        Assert.Equal(reference, NamespaceReference.Parse(reference.ToString()));
        Assert.Equal(reference, JsonSerializer.Deserialize<NamespaceReference>(JsonSerializer.Serialize(reference)));
        Assert.Equal(reference.GetHashCode(), NamespaceReference.Parse(text).GetHashCode());
    }

    [Theory]
    [InlineData("net.ipv4.ip_forward", "net/ipv4/ip_forward")]
    [InlineData("net/ipv4/ip_forward", "net/ipv4/ip_forward")]
    [InlineData("net.ipv4.conf.eth0/100.forwarding", "net/ipv4/conf/eth0.100/forwarding")]
    [InlineData("net/ipv4/conf/eth0.100/forwarding", "net/ipv4/conf/eth0.100/forwarding")]
    public void Kernel_parameters_are_named_as_sysctl_names_them(string key, string path) => Assert.Equal(path, Sysctl.Normalize(key));

    [Theory]
    [InlineData("")]
    [InlineData("kernel.panic")]
    [InlineData("net")]
    [InlineData("net.")]
    [InlineData("net/../kernel/panic")]
    [InlineData("net.//.kernel")]
    [InlineData("../net/x")]
    public void Parameters_of_anything_but_the_network_are_refused(string key)
        => Assert.Equal("InvalidSysctl", Assert.Throws<ContainerNetException>(() => Sysctl.Normalize(key)).ErrorId);
}
