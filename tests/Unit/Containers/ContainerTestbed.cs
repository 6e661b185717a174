using ContainerNet.Containers;
using ContainerNet.Interop;
using ContainerNet.Tests.Support;
using Xunit;

namespace ContainerNet.Tests.Containers;

/// <summary>A host of a test's own that runs containers on busybox. It goes without a trace, and says what containers left behind.</summary>
internal sealed class ContainerTestbed : IDisposable
{
    public ContainerTestbed()
    {
        Requires.Program(BusyboxRoot.Program);
        try
        {
            _ = RuntimePrograms.Installed;
        }
        catch (ContainerNetException e) when (e.Kind == ErrorKind.Unsupported)
        {
            Assert.Skip(e.Message);
        }
        Host = new TestHost();
        Root = Path.Combine(Host.Folder, "busybox");
        BusyboxRoot.Make(Root);
        Host.Ip(NamespaceReference.Host, "link set lo up");
        // Its addresses come in the kernel's own time, and snapshots are compared.
        foreach (string which in new[] { "all", "default" }) Host.Net.Namespaces.PlanSysctl(NamespaceReference.Host, $"net.ipv6.conf.{which}.disable_ipv6", "1").Run();
    }

    public TestHost Host { get; }

    public ContainerOperations Containers => Host.Net.Containers;

    /// <summary>The folder of the root file system.</summary>
    public string Root { get; }

    /// <summary>A container that sleeps until it is told to end.</summary>
    public ContainerOptions Sleeper(string name) => Shell(name, "trap 'exit 0' TERM; while :; do sleep 0.05; done");

    /// <summary>A container that runs a line of shell.</summary>
    public ContainerOptions Shell(string name, string script) => new() { Name = name, RootFileSystem = Root, Command = "sh", Arguments = ["-c", script] };

    /// <summary>Starts a container.</summary>
    public NetContainer Start(ContainerOptions options) => Containers.Start(options, cancellation: TestContext.Current.CancellationToken);

    /// <summary>Runs a container to its end, removes it, and returns how it ended and what it wrote.</summary>
    public (int? ExitCode, string Text) Run(ContainerOptions options)
    {
        NetContainer container = Start(options);
        NetContainer ended = Containers.Wait(container.Id, TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken);
        string text = string.Join('\n', Containers.ReadLog(container.Id, tail: null, follow: false, default).Select(line => line.Text));
        Containers.Remove(container.Id, force: true);
        return (ended.ExitCode, text);
    }

    /// <summary>Runs a line of shell in a container, which has to end well, and returns what it wrote.</summary>
    public string Output(ContainerOptions options)
    {
        (int? exitCode, string text) = Run(options);
        Assert.True(exitCode == 0, $"exit code {exitCode}: {text}");
        return text;
    }

    /// <summary>What there is of containers on the machine: mounts, control groups, folders, interfaces, endpoints.</summary>
    public IReadOnlyList<string> Traces() =>
    [
        .. File.ReadLines("/proc/self/mountinfo").Where(line => line.Contains(Host.Folder, StringComparison.Ordinal) && !line.Contains("/netns ", StringComparison.Ordinal)),
        .. Entries(Path.Combine(Host.Options.StateDirectory, "containers")),
        .. Entries(Path.Combine(Host.Options.RunDirectory, "containers")),
        .. Entries(Path.Combine(Host.Options.RunDirectory, "runtime")),
        .. Entries(Path.Combine(Host.Options.RunDirectory, "netns")),
        .. Host.Net.Endpoints.List().Select(endpoint => $"endpoint {endpoint}"),
    ];

    public void Dispose()
    {
        foreach (NetContainer container in Containers.List()) Containers.Remove(container.Id, force: true);
        string namespaces = Path.Combine(Host.Options.RunDirectory, "netns");
        while (Libc.umount2(namespaces, Libc.DetachUnmount) == 0) { }
        Host.Dispose();
    }

    private static IEnumerable<string> Entries(string folder) => Directory.Exists(folder) ? Directory.EnumerateFileSystemEntries(folder) : [];
}
