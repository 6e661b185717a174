using ContainerNet.Interop;
using ContainerNet.Networks;

namespace ContainerNet.Containers;

/// <summary>What can be done with containers.</summary>
public sealed class ContainerOperations
{
    private const int SignalKill = 9;

    private readonly NetHost _host;
    private readonly ContainerStore _store;
    private readonly ContainerRepair _repair;

    internal ContainerOperations(NetHost host)
    {
        _host = host;
        _store = new ContainerStore(host);
        _repair = new ContainerRepair(host, _store);
    }

    /// <summary>All containers, those that ended too, in the order they were made.</summary>
    public IReadOnlyList<NetContainer> List()
    {
        IReadOnlyList<ContainerRecord> containers = _store.All();
        if (containers.Count == 0) return [];
        var view = new ContainerView(_host);
        return [.. containers.Select(view.Of)];
    }

    /// <summary>A container, by its name, its id, or the beginning of its id.</summary>
    /// <exception cref="ContainerNetException">There is none, or several.</exception>
    public NetContainer Get(string nameOrId) => View(_store.Require(nameOrId));

    /// <summary>The ids of the images that containers are on.</summary>
    public IReadOnlySet<string> ListImagesInUse() => _store.All().Select(container => container.ImageId).OfType<string>().ToHashSet();

    /// <summary>Starts a new container.</summary>
    /// <param name="options">What it is to be.</param>
    /// <param name="attended">Whether the caller waits for its end and calls <see cref="Repair"/> then, instead of the host's exit command.</param>
    /// <param name="starting">Called before each step, with the command it equals.</param>
    /// <param name="cancellation">Ends it; what is half done is taken back.</param>
    /// <exception cref="ContainerNetException">Something is not acceptable, taken or missing; nothing is left then.</exception>
    public NetContainer Start(ContainerOptions options, bool attended = false, Action<string>? starting = null, CancellationToken cancellation = default)
        => Start(options, attended, created: null, starting, cancellation);

    /// <summary>Starts a new container with this process's terminal or standard streams, and waits until it has ended or the keys Ctrl+P and Ctrl+Q are typed.</summary>
    /// <param name="options">What it is to be.</param>
    /// <param name="isDetached">Whether the keys were typed, so that it runs on.</param>
    /// <param name="starting">Called before each step, with the command it equals.</param>
    /// <param name="cancellation">Ends the start, and what is half done is taken back; later it leaves the container, which runs on.</param>
    /// <exception cref="ContainerNetException">Something is not acceptable, taken or missing; nothing is left then.</exception>
    public NetContainer StartAttached(ContainerOptions options, out bool isDetached, Action<string>? starting = null, CancellationToken cancellation = default)
    {
        ContainerAttachment? attachment = null;
        try
        {
            // Connected before it starts, so that nothing that it writes is missed.
            NetContainer container = Start(options, attended: true, id => attachment = _host.Runtime.Attach(id), starting, cancellation);
            isDetached = Accompany(attachment!, container, options, cancellation) == AttachmentEnd.Detached;
            return container;
        }
        finally
        {
            attachment?.Dispose();
        }
    }

    // Who leaves before the end leaves the container to the host's exit command.
    private AttachmentEnd Accompany(ContainerAttachment attachment, NetContainer container, ContainerOptions options, CancellationToken cancellation)
    {
        using FileDescriptor input = FileDescriptor.Duplicate(0), output = FileDescriptor.Duplicate(1), errors = FileDescriptor.Duplicate(2);
        AttachmentEnd end = AttachmentEnd.Detached;
        try
        {
            return end = attachment.Run(options.Interactive, input, output, errors, cancellation);
        }
        finally
        {
            if (end == AttachmentEnd.Detached) ContainerExitCommand.Arm(_store.FolderOf(container.Id));
        }
    }

    private NetContainer Start(ContainerOptions options, bool attended, Action<string>? created, Action<string>? starting, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(options);
        var request = new ContainerRequest(_host, _store, options);
        request.Check();
        _repair.ReleaseEnded();
        request.Resolve(starting, cancellation);
        ContainerRecord container = _store.Add(request.ToRecord, options.Name, out ContainerLock held);
        using (held)
        {
            try
            {
                return View(new ContainerStart(_host, _store, starting, cancellation) { IsAttended = attended, Created = created }.Run(container));
            }
            catch
            {
                new ContainerEnd(_host, _store).Remove(container);
                throw;
            }
        }
    }

    /// <summary>What starting a container equals, as commands. Nothing is changed, and no image pulled.</summary>
    /// <exception cref="ContainerNetException">Something is not acceptable.</exception>
    public IReadOnlyList<string> Describe(ContainerOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        var request = new ContainerRequest(_host, _store, options);
        request.Check();
        return request.Describe();
    }

    /// <summary>Ends a container: by its stop signal, and by SIGKILL where that does not help in time. One that is to be removed at its end goes then.</summary>
    /// <param name="nameOrId">Its name, its id, or the beginning of its id.</param>
    /// <param name="patience">How long to wait between the two.</param>
    /// <param name="cancellation">Ends the wait; the container may run on then.</param>
    public NetContainer Stop(string nameOrId, TimeSpan patience, CancellationToken cancellation = default)
    {
        using ContainerLock held = LockWhole(nameOrId, out ContainerRecord container);
        container = Stop(container, patience, cancellation);
        NetContainer stopped = View(container);
        if (container.Options.Remove) new ContainerEnd(_host, _store).Remove(container);
        return stopped;
    }

    /// <summary>Starts a container that ended, with what it has written; one that runs is stopped first.</summary>
    /// <inheritdoc cref="Stop(string, TimeSpan, CancellationToken)"/>
    public NetContainer Restart(string nameOrId, TimeSpan patience, Action<string>? starting = null, CancellationToken cancellation = default)
    {
        using ContainerLock held = LockWhole(nameOrId, out ContainerRecord container);
        container = Stop(container, patience, cancellation);
        return View(_repair.StartAgain(container with { Restarts = 0 }, starting, cancellation));
    }

    /// <summary>Removes a container, with all that it has written.</summary>
    /// <param name="nameOrId">Its name, its id, or the beginning of its id.</param>
    /// <param name="force">Whether one that runs is ended first.</param>
    /// <exception cref="ContainerNetException">It runs, and <paramref name="force"/> is not given.</exception>
    public void Remove(string nameOrId, bool force = false)
    {
        using ContainerLock held = Lock(nameOrId, out ContainerRecord container);
        if (!force && ContainerView.StateOf(_host, container).Status != ContainerProcessStatus.Exited)
            throw ContainerNetException.InUse("ContainerRunning", nameOrId, $"Container '{container.Name}' runs.");
        new ContainerEnd(_host, _store).Remove(container);
    }

    /// <summary>Waits until a container has ended.</summary>
    /// <param name="nameOrId">Its name, its id, or the beginning of its id.</param>
    /// <param name="patience">How long at most.</param>
    /// <param name="cancellation">Ends the wait.</param>
    /// <exception cref="ContainerNetException">It still runs after that time.</exception>
    public NetContainer Wait(string nameOrId, TimeSpan patience, CancellationToken cancellation = default)
    {
        ContainerRecord container = _store.Require(nameOrId);
        if (!HasEnded(container, patience, cancellation, out ContainerProcessState? end))
            throw new ContainerNetException($"Container '{container.Name}' still runs after {patience.TotalSeconds:0.#} seconds.", ErrorKind.Timeout) { ErrorId = "ContainerWaitTimeout", Subject = nameOrId };
        // One that is removed at its end may be gone by now.
        return View(_store.Read(container.Id) ?? container with { Phase = ContainerPhase.Exited, ExitCode = end?.ExitCode, Finished = end?.FinishedAt });
    }

    /// <summary>What a container has written, line by line.</summary>
    /// <param name="nameOrId">Its name, its id, or the beginning of its id.</param>
    /// <param name="tail">How many of the last lines; all when null.</param>
    /// <param name="follow">Whether to go on with what is written from then on, until the container has ended.</param>
    /// <param name="cancellation">Ends it.</param>
    public IEnumerable<ContainerLogLine> ReadLog(string nameOrId, int? tail, bool follow, CancellationToken cancellation)
    {
        ContainerRecord container = _store.Require(nameOrId);
        var log = new ContainerLog(_store.FolderOf(container.Id).Log);
        bool HasEnded() => ContainerView.StateOf(_host, container).Status == ContainerProcessStatus.Exited;
        return log.Read(tail, follow ? HasEnded : null, cancellation);
    }

    /// <summary>Starts a program inside a container that runs.</summary>
    /// <exception cref="ContainerNetException">There is no such container, it does not run, or the user or folder is not there.</exception>
    public ContainerExec Exec(string nameOrId, ContainerExecOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        return _host.Runtime.Exec(_store.Require(nameOrId).Id, options);
    }

    /// <summary>The ids of containers that ended, or whose start or removal was given up, without all that they held being given back.</summary>
    /// <param name="names">Names or ids of the containers to look at; all when null.</param>
    public IReadOnlyList<string> ListDamaged(IReadOnlyList<string>? names = null) => _repair.ListDamaged(names);

    /// <summary>Gives back what a container holds that ended, or whose start or removal was given up; starts it again where its restart policy says so.</summary>
    /// <returns>The container as it is then; null when it was to be removed.</returns>
    public NetContainer? Repair(string nameOrId) => _repair.Repair(nameOrId) is { } mended ? View(mended) : null;

    /// <summary>The namespace of a container that runs.</summary>
    /// <exception cref="ContainerNetException">There is no such container, it does not run, or it shares the host's network.</exception>
    public NamespaceReference NamespaceOf(string nameOrId)
        => Get(nameOrId).Namespace ?? throw ContainerNetException.Invalid("ContainerNotRunning", nameOrId, $"Container '{nameOrId}' does not run.");

    /// <summary>The container that a namespace is of; null where it is no container's.</summary>
    internal ContainerRecord? Of(NamespaceReference reference)
        => reference.Path is { } path && _host.ContainerNamespaces.NameOf(path) is { } id ? _store.Read(id) : null;

    /// <summary>Whether there may be a container: on a host that never had one, nothing has to be looked up.</summary>
    internal bool MayBeAny => Directory.Exists(ContainerFolder.All(_host.Options));

    /// <summary>Brings the files of containers up to date after endpoints came or went: their own, those linked to them, and those of their neighbours that no name server answers.</summary>
    internal void UpdateFiles(IReadOnlyList<EndpointRecord> changed)
    {
        if (!MayBeAny) return;
        HashSet<string> containers = [.. changed.Select(endpoint => endpoint.Container).OfType<string>()];
        HashSet<string> networks = [.. changed.Select(endpoint => endpoint.NetworkId).Distinct().Where(_host.Names.AreInHostsFiles)];
        if (networks.Count > 0) containers.UnionWith(_host.State.Endpoints.Where(endpoint => networks.Contains(endpoint.NetworkId)).Select(endpoint => endpoint.Container).OfType<string>());
        if (containers.Count == 0) return;
        foreach (ContainerRecord container in _store.All().Where(container => container.Phase == ContainerPhase.Running && (containers.Contains(container.Name) || ContainerNeighbors.LinkedTo(container).Any(containers.Contains))))
            new ContainerNeighbors(_host, _store, container) { IsRunning = true }.WriteFiles();
    }

    private ContainerRecord Stop(ContainerRecord container, TimeSpan patience, CancellationToken cancellation)
    {
        if (container.Phase == ContainerPhase.Exited) return container.Stopped ? container : _store.Save(container with { Stopped = true });
        container = _store.Save(container with { Stopped = true });
        ContainerExitCommand.Disarm(_store.FolderOf(container.Id));
        if (patience > TimeSpan.Zero) Signal(container, Signals.Parse(container.Program.StopSignal));
        if (patience == TimeSpan.Zero || !HasEnded(container, patience, cancellation, out _)) Signal(container, SignalKill);
        _host.Runtime.Wait(container.Id, cancellation);
        return new ContainerEnd(_host, _store).Finish(container);
    }

    private void Signal(ContainerRecord container, int signal)
    {
        try
        {
            _host.Runtime.Kill(container.Id, signal);
        }
        catch (ContainerNetException e) when (e.Kind == ErrorKind.NotFound)
        {
            // It has ended meanwhile.
        }
    }

    private bool HasEnded(ContainerRecord container, TimeSpan patience, CancellationToken cancellation, out ContainerProcessState? end)
    {
        end = null;
        using var waiting = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        waiting.CancelAfter(patience);
        try
        {
            end = _host.Runtime.Wait(container.Id, waiting.Token);
            return true;
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return false;
        }
    }

    private ContainerLock Lock(string nameOrId, out ContainerRecord container)
    {
        string id = _store.Require(nameOrId).Id;
        ContainerLock? held = ContainerLock.Take(_store.FolderOf(id));
        // Whoever held it may have removed the container.
        if (held is not null && _store.Read(id) is { } present)
        {
            container = present;
            return held;
        }
        held?.Dispose();
        throw ContainerStore.NotFound(nameOrId);
    }

    // What was given up half way is taken back first; one that had never run is gone then.
    private ContainerLock LockWhole(string nameOrId, out ContainerRecord container)
    {
        ContainerLock held = Lock(nameOrId, out container);
        try
        {
            if (container.Phase is ContainerPhase.Starting or ContainerPhase.Removing) container = _repair.Mend(container) ?? throw ContainerStore.NotFound(nameOrId);
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
