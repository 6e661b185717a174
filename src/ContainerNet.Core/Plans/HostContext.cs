using ContainerNet.Linux.NetNs;
using ContainerNet.Linux.Sysctls;
using ContainerNet.Netlink;
using ContainerNet.State;

namespace ContainerNet.Plans;

/// <summary>
/// What all operations on one host share: its namespaces, its sockets, its kernel parameters and its lock. A layer above adds
/// what it keeps of a host as a service of its own type (the state, the firewall, the name server), so that this layer
/// knows none of them. Nothing is opened before the first use.
/// </summary>
internal sealed class HostContext : IDisposable
{
    private readonly Dictionary<Type, Service> _services = [];

    /// <param name="options">Where the host is.</param>
    /// <param name="steps">The kinds of steps that a journal may hold.</param>
    public HostContext(NetHostOptions options, StepJson steps)
    {
        Options = options;
        Steps = steps;
        Namespaces = new HostNamespaces(options);
        Sockets = new HostSockets(Namespaces);
        Sysctls = new SysctlFiles(Namespaces);
        Lock = new StateLock(options.RunDirectory);
    }

    /// <summary>Where the host is.</summary>
    public NetHostOptions Options { get; }

    /// <summary>The kinds of steps that a journal may hold.</summary>
    public StepJson Steps { get; }

    /// <summary>The host's network namespaces.</summary>
    public HostNamespaces Namespaces { get; }

    /// <summary>Netlink sockets.</summary>
    public HostSockets Sockets { get; }

    /// <summary>Kernel parameters.</summary>
    public SysctlFiles Sysctls { get; }

    /// <summary>The lock that every change of the host's state holds.</summary>
    public StateLock Lock { get; }

    /// <summary>Begins an operation.</summary>
    public PlanSession NewSession(CancellationToken cancellation = default) => new(this, cancellation);

    /// <summary>Adds a service, which is made at its first use.</summary>
    public void Add<T>(Func<T> make) where T : class => _services.Add(typeof(T), new Service(make));

    /// <summary>A service that a layer above has added.</summary>
    public T Get<T>() where T : class => (T)_services[typeof(T)].Value;

    /// <summary>Closes the host's sockets and files.</summary>
    public void Dispose()
    {
        Sockets.Dispose();
        Sysctls.Dispose();
        Lock.Dispose();
        foreach (Service service in _services.Values) service.Dispose();
    }

    // A service that could not be made, because of its configuration, is tried again at the next use.
    private sealed class Service(Func<object> make) : IDisposable
    {
        private readonly Lock _lock = new();
        private object? _value;

        public object Value
        {
            get
            {
                lock (_lock) return _value ??= make();
            }
        }

        public void Dispose() => (_value as IDisposable)?.Dispose();
    }
}
