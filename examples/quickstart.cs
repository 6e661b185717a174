#:project ../src/ContainerNet.Core/ContainerNet.Core.csproj
#:property PublishAot=false
#:property EnforceCodeStyleInBuild=false
#:property GenerateDocumentationFile=false
#:property NoWarn=CA1416

// The main job, from C#: a network, two namespaces on it, a small server in one of them whose published port answers
// to the host and to a machine on its LAN, a container on the same network, and everything removed again. examples/quickstart.ps1 is the same in PowerShell.

using System.Net;
using System.Net.Sockets;
using System.Text;
using ContainerNet;
using ContainerNet.Links;
using ContainerNet.Plans.Steps;

using var host = new NetHost();
NamespaceReference web = NamespaceReference.Named("web"), client = NamespaceReference.Named("client"), lan = NamespaceReference.Named("lan");

Heading("A network, and two namespaces on it");
ContainerNetwork network = host.Networks.PlanCreate(new NetworkDefinition { Name = "demo", Subnet = IPNetwork.Parse("172.20.0.0/16") }).Run(Show);
foreach (NamespaceReference place in new[] { web, client })
{
    host.Namespaces.PlanCreate(place.Name!).Run(Show);
    host.Endpoints.PlanConnect(network.Name, place).Run(Show);
}
IReadOnlyList<ContainerEndpoint> endpoints = host.Endpoints.List();
Table(["Network", "Namespace", "Interface", "IPAddress", "MacAddress"], endpoints.Select(e => new object[] { e.Network, e.Namespace, e.InterfaceAlias, e.IPAddress, e.MacAddress }));

Heading("A server in 'web', with its port 80 published as the host's 8080");
IReadOnlyList<PortMapping> ports = host.Ports.PlanAdd(endpoints[0], [PortPublication.Parse("8080:80")]).Run(Show);
using TcpListener server = Inside(web, () =>
{
    var listener = new TcpListener(IPAddress.Any, 80);
    listener.Start();
    return listener;
});
_ = Task.Run(async () =>
{
    while (true)
    {
        using Socket connection = await server.AcceptSocketAsync();
        await connection.SendAsync(Encoding.ASCII.GetBytes($"hello {((IPEndPoint)connection.RemoteEndPoint!).Address}, this is web\n"));
    }
});
Table(["Namespace", "HostAddress", "HostPort", "ContainerAddress", "ContainerPort"], ports.Select(p => new object[] { p.Namespace, p.HostAddress, p.HostPort, p.ContainerAddress, p.ContainerPort }));

Heading("A namespace that plays a machine on the host's LAN");
host.Namespaces.PlanCreate("lan").Run(Show);
host.VethPairs.PlanCreate(new VethEnd(NamespaceReference.Host, "lan0") { Up = true }, new VethEnd(lan, "eth0") { Up = true }).Run(Show);
host.Addresses.PlanAdd(NamespaceReference.Host, new AddressEntry("lan0", InterfaceAddress.Parse("192.0.2.1/24"))).Run(Show);
host.Addresses.PlanAdd(lan, new AddressEntry("eth0", InterfaceAddress.Parse("192.0.2.2/24"))).Run(Show);

Heading("Who gets an answer");
bool all = Ask("the host, at 127.0.0.1", NamespaceReference.Host, "127.0.0.1", 8080)
    & Ask("the LAN, at the host's address", lan, "192.0.2.1", 8080)
    & Ask("the other namespace, at web's own address", client, endpoints[0].IPAddress.ToString(), 80);

Heading("A container on the same network, on this machine's own files, which it cannot change");
NetContainer box = host.Containers.Start(new ContainerOptions
{
    Name = "box",
    RootFileSystem = "/",
    Command = "busybox",
    Arguments = ["nc", "-ll", "-p", "80", "-e", "echo", "hello, this is a container"],
    Networks = [network.Name],
    Publish = [PortPublication.Parse("8081:80")],
}, starting: Show);
Table(["Name", "State", "ProcessId", "IPAddress", "Ports"], [[box.Name, box.State, box.ProcessId!, box.IPAddress[0], box.Ports[0]]]);
// It was started, and may not listen yet.
for (int i = 0; i < 50 && !Ask("the LAN, at the host's address", lan, "192.0.2.1", 8081); i++) Thread.Sleep(100);

Heading("Everything removed again");
host.Containers.Remove("box", force: true);
foreach (PortMapping port in host.Ports.List()) host.Ports.PlanRemove(port).Run(Show);
foreach (ContainerEndpoint endpoint in host.Endpoints.List()) host.Endpoints.PlanDisconnect(endpoint).Run(Show);
host.Networks.PlanRemove(network.Name).Run(Show);
foreach (NamespaceReference place in new[] { web, client, lan }) host.Namespaces.PlanRemove(place.Name!).Run(Show);
Console.WriteLine($"left: {host.Containers.List().Count} containers, {host.Namespaces.List().Count} namespaces, {host.Networks.List().Count(network => network.Created is not null)} networks, {host.Ports.List().Count} ports");
return all ? 0 : 1;

bool Ask(string who, NamespaceReference from, string address, int port)
{
    using Socket socket = Inside(from, () => new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp));
    socket.ReceiveTimeout = 5000;
    try
    {
        socket.Connect(address, port);
        var reply = new byte[200];
        string text = Encoding.ASCII.GetString(reply, 0, socket.Receive(reply)).TrimEnd();
        Console.WriteLine($"{who} ({address}:{port}): {text}");
        return true;
    }
    catch (SocketException e)
    {
        Console.WriteLine($"{who} ({address}:{port}): no answer: {e.Message}");
        return false;
    }
}

// A socket belongs to the namespace that its thread was in when it was opened. The thread is made for that, and ends.
T Inside<T>(NamespaceReference place, Func<T> open)
{
    T opened = default!;
    var thread = new Thread(() =>
    {
        using (host.Namespaces.Enter(place)) opened = open();
    });
    thread.Start();
    thread.Join();
    return opened;
}

void Show(string command) => Console.WriteLine($"  {command.Replace("\n", "\n  ")}");

void Heading(string text) => Console.WriteLine($"\n== {text}");

void Table(string[] columns, IEnumerable<object[]> rows)
{
    string[][] cells = [columns, [.. columns.Select(column => new string('-', column.Length))], .. rows.Select(row => row.Select(cell => cell.ToString()!).ToArray())];
    int[] widths = [.. columns.Select((_, i) => cells.Max(row => row[i].Length))];
    Console.WriteLine();
    foreach (string[] row in cells) Console.WriteLine(string.Join("  ", row.Select((cell, i) => cell.PadRight(widths[i]))).TrimEnd());
}
