using System.Diagnostics;
using System.Globalization;
using System.Text;
using ContainerNet.Host.Namespaces;

namespace ContainerNet.Benchmarks.Scenes;

/// <summary>The scene as one makes it by hand: a bridge and veth pairs by <c>ip</c>, and for each port one rule of iptables.</summary>
internal sealed class HandMadeScene : Scene
{
    /// <param name="net">Where namespaces are made.</param>
    /// <param name="name">What their names begin with; each scene that is there at a time has its own.</param>
    public HandMadeScene(NetHost net, string name = "hand") : base(net, name, net.Namespaces.PlanCreate($"{name}-host").Run())
    {
        Ip(Host, "link", "add", "bridge0", "up", "type", "bridge");
        Ip(Host, "address", "add", $"{BridgeAddress}/24", "dev", "bridge0");
        AddContainer(One, "one0", AddressOfOne);
        AddContainer(Two, "two0", "10.88.0.3");
        LinkClient();
        net.Namespaces.PlanSysctl(Host, "net.ipv4.ip_forward", "1").Run();
    }

    public override string AddressOfOne => "10.88.0.2";

    public override string BridgeAddress => "10.88.0.1";

    /// <summary>Lets containers out under the host's address, by the one rule that Docker and every guide have.</summary>
    public void Masquerade() => Run(Host, Tool.Find("iptables", "iptables"), "-t", "nat", "-A", "POSTROUTING", "-s", "10.88.0.0/24", "!", "-o", "bridge0", "-j", "MASQUERADE");

    public override void Publish(int firstPort, int count)
    {
        string program = Tool.Find("iptables-restore", "iptables");
        var rules = new StringBuilder("*nat\n");
        for (int port = firstPort; port < firstPort + count; port++)
            rules.Append(CultureInfo.InvariantCulture, $"-A PREROUTING -d {OutsideAddress} -p tcp --dport {port} -j DNAT --to-destination {AddressOfOne}:{ServerPort}\n");
        rules.Append("COMMIT\n");
        using NamespaceScope scope = Net.Namespaces.Enter(Host);
        Tool.Output(new ProcessStartInfo(program, ["--noflush"]), rules.ToString());
    }

    public override void Dispose()
    {
        base.Dispose();
        Net.Namespaces.PlanRemove(Host.Name!).Run();
    }

    private void AddContainer(NamespaceReference container, string outer, string address)
    {
        Ip(Host, "link", "add", outer, "up", "master", "bridge0", "type", "veth", "peer", "name", "eth0", "netns", container.Name!);
        Configure(container, $"{address}/24", BridgeAddress);
    }
}
