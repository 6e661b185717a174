using ContainerNet.Tests.Support;
using Xunit;

namespace ContainerNet.Tests.Plans;

/// <summary>Without privileges there is one error, which names the capability, and nothing is touched.</summary>
public sealed class PrivilegeTests
{
    // The process's own network, with directories that it could write to.
    private static readonly NetHostOptions _options = new() { NamespaceDirectory = "/tmp/nobody/netns", RunDirectory = "/tmp/nobody/run", StateDirectory = "/tmp/nobody/state" };

    [Theory]
    [InlineData(SamplePlans.Namespace, "CAP_NET_ADMIN")]
    [InlineData(SamplePlans.Veth, "CAP_NET_ADMIN")]
    [InlineData(Unprivileged.Enter, "CAP_SYS_ADMIN")]
    [InlineData(Unprivileged.Ping, "CAP_NET_RAW")]
    public void What_needs_a_capability_says_which(string what, string capability)
    {
        string output = RunAsNobody(what);

        Assert.StartsWith($"Permission CapabilityMissing {capability}: ", output, StringComparison.Ordinal);
        Assert.Contains("root", output, StringComparison.Ordinal);
        Assert.False(Directory.Exists("/tmp/nobody"), "nothing was made");
    }

    [Fact]
    public void With_one_capability_of_two_the_other_is_named()
        => Assert.StartsWith("Permission CapabilityMissing CAP_SYS_ADMIN: ", RunAsNobody(SamplePlans.Namespace, "--inh-caps=+net_admin", "--ambient-caps=+net_admin"), StringComparison.Ordinal);

    [Fact]
    public void Reading_the_own_network_needs_no_privilege()
        => Assert.EndsWith("routes", RunAsNobody(Unprivileged.Read), StringComparison.Ordinal);

    private static string RunAsNobody(string what, params string[] more)
    {
        Requires.Root();
        Requires.Program("/usr/bin/setpriv");
        return Victim.RunUnder(["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups", .. more], _options, what);
    }
}
