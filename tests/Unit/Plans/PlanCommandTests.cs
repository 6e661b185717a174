using System.Text;
using System.Text.Json.Nodes;
using ContainerNet.Tests.Support;
using Xunit;

namespace ContainerNet.Tests.Plans;

/// <summary>The commands that -WhatIf prints do what the plan does.</summary>
public sealed class PlanCommandTests : IDisposable
{
    private readonly TestHost _ours = new();
    private readonly TestHost _byHand = new();

    public void Dispose()
    {
        _ours.Dispose();
        _byHand.Dispose();
    }

    [Theory]
    [InlineData(SamplePlans.Namespace)]
    [InlineData(SamplePlans.Veth)]
    [InlineData(SamplePlans.VethAcross)]
    [InlineData(SamplePlans.Neighbor)]
    [InlineData(SamplePlans.Everything)]
    [InlineData(SamplePlans.Odd)]
    public async Task Commands_run_by_hand_leave_the_kernel_as_the_plan_does(string name)
    {
        SamplePlans.Prepare(_ours);
        SamplePlans.Prepare(_byHand);
        string[] commands = [.. SamplePlans.Of(_byHand.Net, name).Commands];

        SamplePlans.Of(_ours.Net, name).Run();

        string[] states = await Task.WhenAll(Task.Run(() => Shell(_ours, [])), Task.Run(() => Shell(_byHand, commands)));
        Assert.Equal(states[0], states[1]);
    }

    // A shell for which this host is the machine: its network, and its names where ip looks for them.
    private static string Shell(TestHost host, string[] commands)
    {
        string[] readers = ["-d link", "-d addr", "-d -4 route show table all", "-d -6 route show table all", "neigh"];
        string script = $"""
            set -e
            mount -t tmpfs tmpfs /run
            mkdir /run/netns
            mount --rbind {host.Options.NamespaceDirectory} /run/netns
            {string.Join('\n', commands.Select(command => $"{{ {command.Replace("\n", " && ", StringComparison.Ordinal)}; }} > /dev/null"))}
            # Carriers are noted within a second, and IPv6 addresses are in use a second later.
            sleep 2.5
            cd /proc/sys/net/ipv4 && grep . ip_forward conf/*/route_localnet conf/*/proxy_arp
            {string.Join('\n', readers.Select(reader => $"ip -j {reader}"))}
            for name in $(ls /run/netns); do
              echo $name
              {string.Join('\n', readers.Select(reader => $"ip -n $name -j {reader}"))}
            done
            """;
        string output = IpTool.Start(host.Options.NamespacePath, ["unshare", "--mount", "sh", "-c", script], null);
        var text = new StringBuilder();
        foreach (string line in output.Split('\n').Select(line => line.Trim()))
        {
            // What is listed in the order of a hash, or in that in which things came up, has none.
            if (!line.StartsWith('[')) text.AppendLine(line);
            else text.AppendJoin('\n', ((JsonArray)JsonNode.Parse(line)!).Select(item => HostSnapshot.Normalize(item!.AsObject())).Order(StringComparer.Ordinal)).AppendLine();
        }
        return text.ToString();
    }
}
