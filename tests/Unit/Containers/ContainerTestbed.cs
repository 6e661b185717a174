using ContainerNet.Containers;
using ContainerNet.Containers.Records;
using ContainerNet.Containers.Runtime;
using ContainerNet.Linux.Processes;
using ContainerNet.Linux.Syscalls;
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
        File.WriteAllText(Host.Options.BootIdFile, $"{Guid.NewGuid()}\n");
        Host.Ip(NamespaceReference.Host, "link set lo up");
        // Its addresses come in the kernel's own time, and snapshots are compared.
        foreach (string which in new[] { "all", "default" }) Host.Net.Namespaces.PlanSysctl(NamespaceReference.Host, $"net.ipv6.conf.{which}.disable_ipv6", "1").Run();
    }

    public TestHost Host { get; }

    public ContainerOperations Containers => Host.Net.Containers;

    /// <summary>The directory of the root file system.</summary>
    public string Root { get; }

    /// <summary>A container that sleeps until it is asked to end. It writes "ready" when it can receive the signal.</summary>
    public ContainerOptions Sleeper(string name) => Shell(name, "trap 'exit 0' TERM; echo ready; while :; do sleep 0.05; done");

    /// <summary>A container that runs a line of shell.</summary>
    public ContainerOptions Shell(string name, string script) => new() { Name = name, RootFileSystem = Root, Command = "sh", Arguments = ["-c", script] };

    /// <summary>Starts a container.</summary>
    public NetContainer Start(ContainerOptions options) => Containers.Start(options, cancellation: TestContext.Current.CancellationToken);

    /// <summary>
    /// Starts a sleeper and waits until it is ready. The kernel drops a SIGTERM for a process 1 that has no handler for it yet
    /// (pid_namespaces(7)), so a test that stops a container has to wait until then.
    /// </summary>
    public NetContainer StartReady(ContainerOptions sleeper)
    {
        NetContainer container = Start(sleeper);
        Assert.True(SpinWait.SpinUntil(() => Containers.ReadLog(container.Id, tail: null, follow: false, default).Any(line => line.Text == "ready"), TimeSpan.FromSeconds(20)));
        return container;
    }

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

    /// <summary>What there is of containers on the machine: mounts, control groups, directories, interfaces, endpoints.</summary>
    public IReadOnlyList<string> Traces() =>
    [
        .. File.ReadLines("/proc/self/mountinfo").Where(line => line.Contains(Host.Folder, StringComparison.Ordinal) && !line.Contains("/netns ", StringComparison.Ordinal)),
        .. Entries(Path.Combine(Host.Options.StateDirectory, "containers")),
        .. Entries(Path.Combine(Host.Options.RunDirectory, "containers")),
        .. Entries(Path.Combine(Host.Options.RunDirectory, "runtime")),
        .. Entries(Path.Combine(Host.Options.RunDirectory, "netns")),
        .. Host.Net.Endpoints.List().Select(endpoint => $"endpoint {endpoint}"),
    ];

    /// <summary>Ends what a reboot ends: processes, mounts, namespaces, the run directory, bridges and rules. The boot has another id then.</summary>
    public void Reboot()
    {
        Host.Net.Endpoints.PlanDisconnect(Host.Net.Endpoints.List()).Run();
        foreach (NetContainer container in Containers.List())
        {
            if (Host.Net.Context.Runtime.DirectoryOf(container.Id).ReadProcesses() is { } processes)
            {
                foreach (ProcessIdentity process in new[] { processes.Monitor, processes.Container }) process.Signal(9);
            }
            if (Host.Net.Context.ContainerNamespaces.Exists(container.Id)) Host.Net.Context.ContainerNamespaces.Remove(container.Id);
            new ContainerDirectory(Host.Options, container.Id).Root.Unmount();
            Host.Net.Context.Runtime.Delete(container.Id, force: true);
            string run = Path.Combine(Host.Options.RunDirectory, "containers", container.Id);
            if (Directory.Exists(run)) Directory.Delete(run, recursive: true);
        }
        foreach (string bridge in Host.Net.Networks.List().Select(network => network.BridgeName).OfType<string>())
        {
            if (Host.Net.Links.List(NamespaceReference.Host).Any(link => link.Name == bridge)) Host.Ip(NamespaceReference.Host, $"link delete {bridge}");
        }
        IpTool.Start(Host.Options.NamespacePath, ["nft", "flush", "ruleset"], null);
        File.WriteAllText(Host.Options.BootIdFile, $"{Guid.NewGuid()}\n");
    }

    public void Dispose()
    {
        foreach (NetContainer container in Containers.List()) Containers.Remove(container.Id, force: true);
        string namespaces = Path.Combine(Host.Options.RunDirectory, "netns");
        while (Libc.umount2(namespaces, Tmds.Linux.LibC.MNT_DETACH) == 0) { }
        Host.Dispose();
    }

    private static IEnumerable<string> Entries(string folder) => Directory.Exists(folder) ? Directory.EnumerateFileSystemEntries(folder) : [];
}
