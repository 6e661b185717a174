using System.Globalization;
using System.Text.Json.Nodes;
using ContainerNet.Linux.NetNs;
using ContainerNet.Linux.Syscalls;
using ContainerNet.Loader;
using Xunit;

namespace ContainerNet.Tests.Support;

/// <summary>
/// A host of a test's own: its network is a new namespace, its directories are a temporary one. It goes without a trace.
/// </summary>
internal sealed class TestHost : IDisposable
{
    private readonly FileDescriptor _network;
    private readonly string _folder = Directory.CreateTempSubdirectory("containernet-").FullName;

    public TestHost()
    {
        Requires.Root();
        FileDescriptor? network = null;
        NamespaceWorker.Shared.RunInNew(() => network = FileDescriptor.Open("/proc/thread-self/ns/net", OpenFlags.ReadOnly));
        _network = network!;
        Options = new NetHostOptions
        {
            // By the process id, so that a child finds it too.
            NamespacePath = string.Create(CultureInfo.InvariantCulture, $"/proc/{Environment.ProcessId}/fd/{_network.DangerousGetHandle()}"),
            NamespaceDirectory = Path.Combine(_folder, "netns"),
            RunDirectory = Path.Combine(_folder, "run"),
            StateDirectory = Path.Combine(_folder, "state"),
            ConfigurationFile = Path.Combine(_folder, "etc", "daemon.json"),
            MachineIdFile = Path.Combine(_folder, "machine-id"),
            EtcDirectory = Path.Combine(_folder, "etc"),
            ServicePath = ServicePath(),
            BootIdFile = Path.Combine(_folder, "boot_id"),
        };
        Net = new NetHost(Options);
    }

    /// <summary>Where it is.</summary>
    public NetHostOptions Options { get; }

    /// <summary>The host itself.</summary>
    public NetHost Net { get; }

    /// <summary>A directory for other files of a test.</summary>
    public string Folder => _folder;

    /// <summary>Whether a plan is half done.</summary>
    public bool HasJournal
    {
        get
        {
            // .NET would take a lock of its own on what it opens, and find another's in the way.
            using FileDescriptor? file = FileDescriptor.TryOpen(JournalFile, OpenFlags.ReadOnly);
            Span<byte> first = stackalloc byte[1];
            return file is not null && file.Read(first) == 1 && first[0] != 0;
        }
    }

    /// <summary>The file that half-done plans stand in.</summary>
    public string JournalFile => Path.Combine(Options.RunDirectory, "lock");

    /// <summary>Makes a named namespace with lo up.</summary>
    public NamespaceReference NewNamespace(string name) => Net.Namespaces.PlanCreate(name).Run();

    /// <summary>The path of a namespace of this host.</summary>
    public string PathOf(NamespaceReference reference) => Net.Context.Namespaces.PathOf(reference);

    /// <summary>Runs <c>ip</c> in a namespace and returns what it prints.</summary>
    public string Ip(NamespaceReference reference, string arguments) => IpTool.Run(PathOf(reference), arguments);

    /// <summary>The same for <c>ip -j</c>.</summary>
    public JsonArray IpJson(NamespaceReference reference, string arguments) => IpTool.Json(PathOf(reference), arguments);

    /// <summary>Runs many commands by one <c>ip -batch</c>.</summary>
    public void IpBatch(NamespaceReference reference, params IEnumerable<string> lines) => IpTool.Batch(PathOf(reference), lines);

    /// <summary>Waits until an interface's carrier is seen, which the kernel records after the change (linkwatch), and its IPv6 addresses work.</summary>
    public void WaitUntilUp(NamespaceReference reference, string name)
    {
        // An address has a route of its own once duplicate address detection has ended.
        bool AreUsable()
        {
            string routes = Ip(reference, "-6 route show table local");
            JsonArray addresses = IpJson(reference, $"-6 addr show dev {name}").FirstOrDefault()?["addr_info"]?.AsArray() ?? [];
            return routes.Contains($"dev {name} ", StringComparison.Ordinal) && addresses.All(address => routes.Contains($"local {address!["local"]} dev {name} ", StringComparison.Ordinal));
        }
        bool IsReady() => Ip(reference, $"link show {name}").Contains("state UP", StringComparison.Ordinal) && AreUsable();
        Assert.True(SpinWait.SpinUntil(IsReady, TimeSpan.FromSeconds(10)), $"{name} came up");
    }

    /// <summary>All that a plan could have changed, as text.</summary>
    public string Snapshot() => HostSnapshot.Take(this);

    public void Dispose()
    {
        Net.Names.End();
        Net.Dispose();
        _network.Dispose();
        if (Directory.Exists(Options.NamespaceDirectory))
        {
            foreach (string name in Directory.EnumerateFiles(Options.NamespaceDirectory)) Unmount(name);
            Unmount(Options.NamespaceDirectory);
        }
        Directory.Delete(_folder, recursive: true);
    }

    // The native program, as build_module leaves it beside the module; without it the same code, compiled as it runs.
    private static string ServicePath()
    {
        string native = Path.GetFullPath(Path.Combine(AppContext.BaseDirectory, "../../../../../bin", ArchitectureDirectory.Name, "containernetd"));
        return File.Exists(native) ? native : Path.Combine(AppContext.BaseDirectory, "containernetd");
    }

    private static void Unmount(string path)
    {
        while (Libc.umount2(path, Tmds.Linux.LibC.MNT_DETACH) == 0) { }
    }
}
