using System.Globalization;
using ContainerNet.Host.Sysctls;
using ContainerNet.Linux.NetNs;
using ContainerNet.Linux.Syscalls;
using ContainerNet.Linux.Sysctls;
using ContainerNet.Netlink.Route;
using ContainerNet.Plans;

namespace ContainerNet.Host.Namespaces;

/// <summary>What can be done with network namespaces.</summary>
public sealed class NamespaceOperations
{
    private const string ContainerPrefix = "container:";

    private readonly HostContext _host;

    internal NamespaceOperations(HostContext host) => _host = host;

    /// <summary>Plans a new named namespace with lo up. One that exists already is not changed.</summary>
    /// <param name="name">Its name: a file name of at most 255 bytes.</param>
    public Plan<NetNamespace> PlanCreate(string name)
    {
        NamespaceReference reference = NamespaceReference.Named(name);
        return new Plan<NetNamespace>(_host, $"Create network namespace '{name}'",
            _ => _host.NamespaceDirectory.IsMounted(name) ? [] : [new CreateNamespace(name)],
            session => session.Made as NetNamespace ?? Get(reference)) { LocksState = false };
    }

    /// <summary>Plans the removal of a namespace's name, and with it of the namespace when no process is inside.</summary>
    /// <exception cref="ContainerNetException">There is none with that name.</exception>
    public Plan PlanRemove(string name)
    {
        RequireName(name);
        return new Plan(_host, $"Remove network namespace '{name}'", session => RemoveSteps(session, [name]));
    }

    /// <summary>Plans the removal of namespaces' names, all at once: the kernel takes as long to detach one as to detach many.</summary>
    /// <inheritdoc cref="PlanRemove(string)"/>
    public Plan PlanRemove(IReadOnlyList<string> names)
    {
        ArgumentNullException.ThrowIfNull(names);
        foreach (string name in names) RequireName(name);
        return new Plan(_host, $"Remove {names.Count} network namespaces", session => RemoveSteps(session, [.. names.Distinct()]));
    }

    /// <summary>All named namespaces, sorted by name. A name that no namespace is mounted on is left out.</summary>
    /// <param name="withProcesses">Whether to look which processes are inside, which reads all of /proc.</param>
    public IReadOnlyList<NetNamespace> List(bool withProcesses = false)
    {
        ILookup<ulong, int>? processes = withProcesses ? ProcessNamespaces.ByInode() : null;
        var namespaces = new List<NetNamespace>();
        foreach (string name in _host.NamespaceDirectory.Names())
        {
            if (TryRead(NamespaceReference.Named(name)) is { } found) namespaces.Add(WithProcesses(found, processes));
        }
        return namespaces;
    }

    /// <summary>Named namespaces, and besides them every one that a process is in, containers' among them, the host's own first.</summary>
    public IReadOnlyList<NetNamespace> ListAll()
    {
        ILookup<ulong, int> processes = ProcessNamespaces.ByInode();
        var all = new List<NetNamespace> { WithProcesses(Get(NamespaceReference.Host), processes) };
        all.AddRange(List().Select(found => WithProcesses(found, processes)));
        HashSet<ulong> known = [.. all.Select(found => found.Inode)];
        ILookup<ulong, NamespaceReference> containers = _host.NamespaceUse.Containers();
        foreach (IGrouping<ulong, int> group in processes.OrderBy(group => group.Min()))
        {
            if (known.Add(group.Key) && TryRead(containers[group.Key].FirstOrDefault() ?? NamespaceReference.OfProcess(group.Min())) is { } unnamed) all.Add(WithProcesses(unnamed, processes));
        }
        return all;
    }

    /// <summary>
    /// Reads which namespace is meant: nothing is the host's own, text with a '/' at its beginning a path, container:NAME that of a
    /// container which runs, and anything else a name.
    /// </summary>
    /// <exception cref="ContainerNetException">The name is not acceptable, or the container is not there or does not run.</exception>
    public NamespaceReference Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return text.StartsWith(ContainerPrefix, StringComparison.Ordinal)
            ? _host.NamespaceUse.NamespaceOfContainer(text[ContainerPrefix.Length..])
            : NamespaceReference.Parse(text);
    }

    /// <summary>Whether a name is a namespace's.</summary>
    public bool Exists(string name) => _host.NamespaceDirectory.Exists(name);

    /// <summary>One namespace.</summary>
    /// <exception cref="ContainerNetException">There is none.</exception>
    public NetNamespace Get(NamespaceReference reference)
    {
        ArgumentNullException.ThrowIfNull(reference);
        return TryRead(reference) ?? throw _host.Namespaces.NotFound(reference);
    }

    /// <summary>Moves the calling thread into a namespace until the result is disposed of.</summary>
    /// <param name="reference">The namespace.</param>
    public NamespaceScope Enter(NamespaceReference reference)
    {
        ArgumentNullException.ThrowIfNull(reference);
        using FileDescriptor descriptor = _host.Namespaces.Open(reference);
        return NamespaceScope.Enter(reference, descriptor);
    }

    /// <summary>Runs a program inside a namespace, as <c>ip netns exec</c> does: with the namespace's own /sys and its /etc/netns files.</summary>
    public NamespaceProcess Start(NamespaceReference reference, NamespaceProcessOptions options)
    {
        ArgumentNullException.ThrowIfNull(reference);
        ArgumentNullException.ThrowIfNull(options);
        return NamespaceProcess.Start(_host, reference, options);
    }

    /// <summary>A kernel parameter of a namespace; null where this kernel has none of that name.</summary>
    /// <param name="reference">The namespace.</param>
    /// <param name="key">Its name, such as net.ipv4.ip_forward.</param>
    public string? GetSysctl(NamespaceReference reference, string key) => Sysctl.Read(_host.Sysctls, reference, Sysctl.Normalize(key));

    /// <summary>Plans to set a kernel parameter of a namespace.</summary>
    public Plan PlanSysctl(NamespaceReference reference, string key, string value)
    {
        string path = Sysctl.Normalize(key);
        return new Plan(_host, $"Set {key} to {value}", _ =>
        {
            string old = Sysctl.Read(_host.Sysctls, reference, path)
                ?? throw ContainerNetException.NotFound("SysctlNotFound", key, $"This kernel has no parameter '{key}' in {reference.Description}.");
            return old == value ? [] : [new SetSysctl(path, value, old) { Namespace = reference }];
        }) { LocksState = false };
    }

    // The kernel would take its interfaces along, but in its own time; and of leases and ports it knows nothing.
    private static IReadOnlyList<Step> RemoveSteps(PlanSession session, IReadOnlyList<string> names)
        => [.. session.Host.NamespaceUse.DetachSteps(session, [.. names.Select(NamespaceReference.Named)]), .. names.Select(name => new DeleteNamespace(name))];

    private void RequireName(string name)
    {
        _ = NamespaceReference.Named(name);
        if (!_host.NamespaceDirectory.Exists(name))
            throw ContainerNetException.NotFound("NamespaceNotFound", name, $"Network namespace '{name}' does not exist in {_host.Options.NamespaceDirectory}.");
    }

    // A name may vanish, or be half made, while the list is read.
    private NetNamespace? TryRead(NamespaceReference reference)
    {
        if (_host.Namespaces.TryIdentify(reference) is not { } identity) return null;
        string path = _host.Namespaces.PathOf(reference);
        return new NetNamespace { Name = reference.Name, Container = reference.Container, Path = path, Inode = identity.Inode, Id = TryReadId(path), IsHost = reference.IsHost };
    }

    private int? TryReadId(string path)
    {
        try
        {
            using FileDescriptor? descriptor = FileDescriptor.TryOpen(path, OpenFlags.ReadOnly);
            return descriptor is null ? null : NamespaceIds.IdOf(_host.Sockets.Route, descriptor);
        }
        catch (SystemCallException e) when (e.Kind == ErrorKind.Permission)
        {
            return null;
        }
    }

    private static NetNamespace WithProcesses(NetNamespace found, ILookup<ulong, int>? processes)
    {
        if (processes is not null) found.ProcessId = [.. processes[found.Inode].Order()];
        return found;
    }
}
