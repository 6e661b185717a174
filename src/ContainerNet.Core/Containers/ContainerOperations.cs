using System.Net;
using ContainerNet.Containers.Events;
using ContainerNet.Containers.Lifecycle;
using ContainerNet.Containers.Networking;
using ContainerNet.Containers.Records;
using ContainerNet.Containers.Runtime;
using ContainerNet.Linux.Syscalls;
using ContainerNet.Networks.Records;
using ContainerNet.Plans;

namespace ContainerNet.Containers;

/// <summary>What can be done with containers.</summary>
public sealed partial class ContainerOperations
{
    private readonly HostContext _host;
    private readonly ContainerStore _store;
    private readonly ContainerRepair _repair;

    internal ContainerOperations(HostContext host, ContainerStore store)
    {
        _host = host;
        _store = store;
        _repair = new ContainerRepair(host, _store);
    }

    /// <summary>All containers, those that ended too, in the order they were made. <see cref="ListUnreadable"/> has those whose records are damaged.</summary>
    public IReadOnlyList<NetContainer> List()
    {
        IReadOnlyList<ContainerRecord> containers = _store.All();
        if (containers.Count == 0) return [];
        var view = new ContainerView(_host);
        return [.. containers.Select(view.Of)];
    }

    /// <summary>The containers whose records are damaged, each as an error. Its subject is the container's name.</summary>
    public IReadOnlyList<ContainerNetException> ListUnreadable() => [.. _store.DamagedIds().Select(id => _store.Damaged(id, cause: null))];

    /// <summary>A container, by its name, its id, or the beginning of its id.</summary>
    /// <exception cref="ContainerNetException">There is none, or several.</exception>
    public NetContainer Get(string nameOrId) => View(_store.Require(nameOrId));

    /// <summary>Whether there is a container of exactly this name.</summary>
    public bool Exists(string name) => _store.MayBeAny && _store.Find(name) is not null;

    /// <summary>What happened to containers from a time on, the oldest first. The record is bounded, and begins again when the machine starts.</summary>
    /// <param name="since">The time.</param>
    public IReadOnlyList<ContainerEvent> ListEvents(DateTimeOffset since) => _host.Events.Read(since);

    /// <summary>The same, and those that come later.</summary>
    /// <param name="since">The time.</param>
    /// <param name="until">The time of the last event.</param>
    /// <param name="interval">How often it is looked for further ones.</param>
    /// <param name="cancellation">Ends it with an <see cref="OperationCanceledException"/>.</param>
    public IAsyncEnumerable<ContainerEvent> FollowEvents(DateTimeOffset since, DateTimeOffset until, TimeSpan interval, CancellationToken cancellation) => _host.Events.FollowAsync(since, until, interval, cancellation);

    /// <summary>The file that a container's output is kept in.</summary>
    internal string LogPathOf(string nameOrId) => _store.DirectoryOf(_store.Require(nameOrId).Id).Log;

    /// <summary>The ids of the images that containers are on.</summary>
    public IReadOnlySet<string> ListImagesInUse() => _store.All().Select(container => container.ImageId).OfType<string>().ToHashSet();

    /// <summary>What a container has written, line by line.</summary>
    /// <param name="nameOrId">Its name, its id, or the beginning of its id.</param>
    /// <param name="tail">How many of the last lines; all when null.</param>
    /// <param name="follow">Whether to go on with what is written from then on, until the container has ended.</param>
    /// <param name="cancellation">Ends it.</param>
    public IEnumerable<ContainerLogLine> ReadLog(string nameOrId, int? tail, bool follow, CancellationToken cancellation)
    {
        ContainerRecord container = _store.Require(nameOrId);
        var log = new ContainerLog(_store.DirectoryOf(container.Id).Log);
        bool HasEnded() => ContainerView.StateOf(_host, container).Status == ContainerProcessStatus.Exited;
        return log.Read(tail, follow ? HasEnded : null, cancellation);
    }

    /// <summary>Starts a program inside a container that runs.</summary>
    /// <exception cref="ContainerNetException">There is no such container, it does not run, or the user or directory does not exist.</exception>
    public ContainerExec Exec(string nameOrId, ContainerExecOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        return _host.Runtime.Exec(_store.Require(nameOrId).Id, options);
    }

    /// <summary>Starts a program inside a container that runs, on descriptors of the caller's.</summary>
    /// <inheritdoc cref="OciRuntime.Exec"/>
    internal ContainerExec Exec(string nameOrId, ContainerExecOptions options, IReadOnlyList<FileDescriptor?> given)
        => _host.Runtime.Exec(_store.Require(nameOrId).Id, options, given);

    /// <summary>Connects to the input and output of a container that runs.</summary>
    /// <exception cref="ContainerNetException">There is no such container, or it does not run.</exception>
    internal ContainerAttachment Attach(string nameOrId) => _host.Runtime.Attach(_store.Require(nameOrId).Id);

    /// <summary>Sets the size of the terminal of a container that runs, in characters.</summary>
    /// <exception cref="ContainerNetException">There is no such container.</exception>
    internal void Resize(string nameOrId, int rows, int columns) => ContainerAttachment.Resize(_host.Runtime.DirectoryOf(_store.Require(nameOrId).Id), rows, columns);

    /// <summary>The names of the users that a container knows, out of its own /etc/passwd; none where it does not run.</summary>
    /// <exception cref="ContainerNetException">There is no such container.</exception>
    public IReadOnlyList<string> ListUsers(string nameOrId) => _host.Runtime.ListUsers(_store.Require(nameOrId).Id);

    /// <summary>The namespace of a container that runs.</summary>
    /// <exception cref="ContainerNetException">There is no such container, it does not run, or it shares the host's network.</exception>
    public NamespaceReference NamespaceOf(string nameOrId)
        => _host.Containers.NamespaceOf(nameOrId);

    /// <summary>The ids of containers that ended, or whose start or removal was given up, without all that they held being given back.</summary>
    /// <param name="names">Names or ids of the containers to look at; all when null.</param>
    /// <param name="patient">Whether to wait for a process that starts or removes one of them: a container may end before its start has noted that it runs.</param>
    /// <param name="cancellation">Ends that wait.</param>
    public IReadOnlyList<string> ListDamaged(IReadOnlyList<string>? names = null, bool patient = false, CancellationToken cancellation = default) => _repair.ListDamaged(names, patient, cancellation);

    /// <summary>What a host's exit command does: repairs the container that has ended, and waits for its lock. A missing container is no error.</summary>
    /// <param name="id">The container's id.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <exception cref="ContainerNetException">It could not be repaired, or its policy wants no more of the starts that fail.</exception>
    public void SeeToEnd(string id, CancellationToken cancellation = default)
    {
        if (_store.Read(id) is null) return;
        foreach (string damaged in ListDamaged([id], patient: true, cancellation)) Repair(damaged, patient: true, cancellation);
    }

    /// <summary>Releases what a container holds that ended, or whose start or removal was abandoned; starts it again if its restart policy says so.</summary>
    /// <param name="nameOrId">Its name, its id, or the beginning of its id.</param>
    /// <param name="patient">Whether to wait before a start as long as the policy has it, and to try again, until a start succeeds or the policy wants no more.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <returns>The container afterwards; null when it was to be removed.</returns>
    /// <exception cref="ContainerNetException">It could not be started. Its restart policy still wants it back.</exception>
    public NetContainer? Repair(string nameOrId, bool patient = false, CancellationToken cancellation = default)
        => (patient ? _repair.RepairPatiently(nameOrId, cancellation) : _repair.Repair(nameOrId, cancellation)) is { } mended ? View(mended) : null;

    private ContainerStart NewStart(bool attended = false, Action<string>? created = null, CancellationToken cancellation = default)
        => new(_host, _store, cancellation) { IsAttended = attended, Created = created };

    private ContainerStop NewStop(ContainerStopOptions how, CancellationToken cancellation = default) => new(_host, _store, how, cancellation);

    private bool IsRunning(ContainerRecord container) => ContainerView.StateOf(_host, container).Status == ContainerProcessStatus.Running;

    private ContainerLock Lock(string nameOrId, CancellationToken cancellation, out ContainerRecord container)
    {
        string id = _store.Require(nameOrId).Id;
        ContainerLock? held = ContainerLock.Take(_store.DirectoryOf(id), cancellation);
        // The last holder may have removed the container.
        if (held is not null && _store.Read(id) is { } present)
        {
            container = present;
            return held;
        }
        held?.Dispose();
        throw ContainerStore.NotFound(nameOrId);
    }

    // Abandoned work is reverted first; a container that never ran is removed by that.
    private ContainerLock LockWhole(string nameOrId, CancellationToken cancellation, out ContainerRecord container)
    {
        ContainerLock held = Lock(nameOrId, cancellation, out container);
        try
        {
            container = _repair.Complete(container);
            if (container.Phase is ContainerPhase.Starting or ContainerPhase.Removing) container = _repair.TakeBack(container) ?? throw ContainerStore.NotFound(nameOrId);
            return held;
        }
        catch
        {
            held.Dispose();
            throw;
        }
    }

    private NetContainer View(ContainerRecord container) => new ContainerView(_host).Of(container);
}
