using ContainerNet.Containers.Images;
using ContainerNet.Containers.Lifecycle;
using ContainerNet.Containers.Records;
using ContainerNet.Containers.Runtime;
using ContainerNet.Containers.Steps;
using ContainerNet.Linux.Syscalls;

namespace ContainerNet.Containers;

// To make, start, stop and remove one container.
public sealed partial class ContainerOperations
{
    /// <summary>Checks what a container is to be, and pulls its image where that is not here, so that the start does not have to wait for it.</summary>
    /// <param name="options">What it is to be.</param>
    /// <param name="progress">Told how far the pull is, by the calling thread.</param>
    /// <param name="cancellation">Cancels it; incomplete work is removed.</param>
    /// <exception cref="ContainerNetException">Something is not acceptable, or the image cannot be had.</exception>
    public void Prepare(ContainerOptions options, Action<ImageProgress>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        if (options.Image is not { } image) return;
        new ContainerRequest(_host, _store, options).Check();
        _host.Images.Prepare(image, progress, cancellation);
    }

    /// <summary>Makes a container without starting it. An identical container of its name is not changed.</summary>
    /// <param name="options">What it is to be.</param>
    /// <param name="replace">Whether a different container of its name is stopped, removed and made again.</param>
    /// <param name="starting">Called before each step, with the command it equals.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <exception cref="ContainerNetException">Something is not acceptable or missing, or another container has the name: ContainerExists says what differs.</exception>
    public NetContainer Create(ContainerOptions options, bool replace = false, Action<string>? starting = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        var creation = new ContainerCreation(_host, _store, _repair, options, replace);
        using ContainerLock held = creation.Take(ContainerPhase.Created, starting, cancellation, out ContainerRecord container, out bool isNew);
        if (isNew) new IdVariable(container).In(starting)?.Invoke(creation.MakeCommand(container));
        return View(container);
    }

    /// <summary>Starts a container. An identical container of its name is started, unless it runs already.</summary>
    /// <param name="options">What it is to be.</param>
    /// <param name="attended">Whether the caller waits for its end and calls <see cref="Repair"/> then, instead of the host's exit command.</param>
    /// <param name="replace">Whether a different container of its name is stopped, removed and made again.</param>
    /// <param name="starting">Called before each step, with the command it equals.</param>
    /// <param name="cancellation">Ends it; what is half done is taken back.</param>
    /// <exception cref="ContainerNetException">Something is not acceptable, taken or missing, or another container has the name: ContainerExists says what differs. Nothing is left of a new one then.</exception>
    public NetContainer Start(ContainerOptions options, bool attended = false, bool replace = false, Action<string>? starting = null, CancellationToken cancellation = default)
        => Start(options, attended, replace, created: null, starting, cancellation);

    /// <summary>Starts an existing container, with what it has written. A running container is not changed.</summary>
    /// <param name="nameOrId">Its name, its id, or the beginning of its id.</param>
    /// <param name="attended">Whether the caller waits for its end and calls <see cref="Repair"/> then, instead of the host's exit command.</param>
    /// <param name="starting">Called before each step, with the command it equals.</param>
    /// <param name="cancellation">Ends it; what is half done is taken back.</param>
    /// <exception cref="ContainerNetException">There is no such container, or what it needs is taken or missing. It stays as it was, with an exit code of 126 to 128, as Docker gives it.</exception>
    public NetContainer Start(string nameOrId, bool attended = false, Action<string>? starting = null, CancellationToken cancellation = default)
        => Start(nameOrId, attended, created: null, starting, cancellation);

    /// <summary>Starts an existing container, and calls back with its id when all is ready and its process waits.</summary>
    /// <inheritdoc cref="Start(string, bool, Action{string}, CancellationToken)"/>
    internal NetContainer Start(string nameOrId, bool attended, Action<string>? created, Action<string>? starting, CancellationToken cancellation)
    {
        using ContainerLock held = LockWhole(nameOrId, cancellation, out ContainerRecord container);
        return View(StartHeld(container, NewStart(attended, created, cancellation), new IdVariable(container).In(starting)));
    }

    /// <summary>Starts a container with this process's terminal or standard streams, and waits until it has ended or the keys Ctrl+P and Ctrl+Q are typed.</summary>
    /// <param name="options">What it is to be.</param>
    /// <param name="isDetached">Whether the keys were typed, so that it runs on.</param>
    /// <param name="replace">Whether a different container of its name is stopped, removed and made again.</param>
    /// <param name="starting">Called before each step, with the command it equals.</param>
    /// <param name="cancellation">Ends the start, and what is half done is taken back; later it leaves the container, which runs on.</param>
    /// <inheritdoc cref="Start(ContainerOptions, bool, bool, Action{string}, CancellationToken)"/>
    public NetContainer StartAttached(ContainerOptions options, out bool isDetached, bool replace = false, Action<string>? starting = null, CancellationToken cancellation = default)
    {
        return Accompany(created => Start(options, attended: true, replace, created, starting, cancellation), out isDetached, cancellation);
    }

    /// <summary>Does the same with an existing container. A running container is only attached to.</summary>
    /// <inheritdoc cref="StartAttached(ContainerOptions, out bool, bool, Action{string}, CancellationToken)"/>
    public NetContainer StartAttached(string nameOrId, out bool isDetached, Action<string>? starting = null, CancellationToken cancellation = default)
        => Accompany(created => Start(nameOrId, attended: true, created, starting, cancellation), out isDetached, cancellation);

    private NetContainer Accompany(Func<Action<string>, NetContainer> start, out bool isDetached, CancellationToken cancellation)
    {
        ContainerAttachment? attachment = null;
        try
        {
            // Connected before it starts, so that nothing that it writes is missed.
            NetContainer container = start(id => attachment = _host.Runtime.Attach(id));
            attachment ??= _host.Runtime.Attach(container.Id);
            isDetached = Accompany(attachment, container, cancellation) == AttachmentEnd.Detached;
            return container;
        }
        finally
        {
            attachment?.Dispose();
        }
    }

    // A caller that returns before the end leaves the container to the host's exit command.
    private AttachmentEnd Accompany(ContainerAttachment attachment, NetContainer container, CancellationToken cancellation)
    {
        using FileDescriptor input = FileDescriptor.Duplicate(0), output = FileDescriptor.Duplicate(1), errors = FileDescriptor.Duplicate(2);
        AttachmentEnd end = AttachmentEnd.Detached;
        try
        {
            return end = attachment.Run(container.Request.Interactive, input, output, errors, cancellation: cancellation);
        }
        finally
        {
            if (end == AttachmentEnd.Detached) ContainerExitCommand.Arm(_store.DirectoryOf(container.Id));
        }
    }

    private NetContainer Start(ContainerOptions options, bool attended, bool replace, Action<string>? created, Action<string>? starting, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(options);
        var creation = new ContainerCreation(_host, _store, _repair, options, replace);
        using ContainerLock held = creation.Take(ContainerPhase.Starting, starting, cancellation, out ContainerRecord container, out bool isNew);
        Action<string>? tell = new IdVariable(container).In(starting);
        ContainerStart start = NewStart(attended, created, cancellation);
        if (!isNew) return View(StartHeld(container, start, tell));
        tell?.Invoke(creation.MakeCommand(container));
        try
        {
            return View(start.Run(container, tell));
        }
        catch
        {
            new ContainerEnd(_host, _store).Remove(container);
            throw;
        }
    }

    // One that cannot be started stays as it was, and says how that ended, as Docker has it.
    private ContainerRecord StartHeld(ContainerRecord container, ContainerStart start, Action<string>? starting)
    {
        if (IsRunning(container))
        {
            if (OciRuntime.IsPaused(container.Id)) throw OciRuntime.Paused(container.Name, $"'{container.Name}'");
            if (start.IsAttended) ContainerExitCommand.Disarm(_store.DirectoryOf(container.Id));
            return container;
        }
        container = _repair.TakeBack(container) ?? throw ContainerStore.NotFound(container.Name);
        container = container with { Restarts = 0, AwaitsRestart = false, FailedStarts = 0 };
        try
        {
            return start.Run(container, starting);
        }
        catch (Exception e)
        {
            _store.Save(container with { Phase = container.AtRest, ExitCode = e is ContainerNetException error ? ContainerStart.ExitCodeOf(error) : container.ExitCode });
            throw;
        }
    }

    /// <summary>Stops a container: by its stop signal, and by SIGKILL after a timeout. A container with -Remove is removed then.</summary>
    /// <param name="nameOrId">Its name, its id, or the beginning of its id.</param>
    /// <param name="how">With which signal, and how long to wait between the two: what the container was made with, unless it says so.</param>
    /// <param name="starting">Called before each step, with the command it equals.</param>
    /// <param name="cancellation">Ends the wait; the container may run on then.</param>
    public NetContainer Stop(string nameOrId, ContainerStopOptions how, Action<string>? starting = null, CancellationToken cancellation = default)
    {
        using ContainerLock held = LockWhole(nameOrId, cancellation, out ContainerRecord container);
        Action<string>? tell = new IdVariable(container).In(starting);
        container = NewStop(how, cancellation).Run(container, tell);
        NetContainer stopped = View(container);
        if (container.Options.Remove && container.Phase == ContainerPhase.Exited) new ContainerEnd(_host, _store).Remove(container, tell);
        return stopped;
    }

    /// <summary>Starts a container that ended, with what it has written; one that runs is stopped first, when all that it needs to start again is there.</summary>
    /// <inheritdoc cref="Stop(string, ContainerStopOptions, Action{string}, CancellationToken)"/>
    /// <exception cref="ContainerNetException">There is no such container, or what it needs is taken or missing: then it runs on.</exception>
    public NetContainer Restart(string nameOrId, ContainerStopOptions how, Action<string>? starting = null, CancellationToken cancellation = default)
    {
        using ContainerLock held = LockWhole(nameOrId, cancellation, out ContainerRecord container);
        ContainerStart start = NewStart(attended: false, created: null, cancellation);
        start.Check(container);
        Action<string>? tell = new IdVariable(container).In(starting);
        container = NewStop(how, cancellation).Run(container, tell);
        return View(StartHeld(container, start, tell));
    }

    /// <summary>Removes a container, with all that it has written. One whose record is damaged can be removed too.</summary>
    /// <param name="nameOrId">Its name, its id, or the beginning of its id.</param>
    /// <param name="force">Whether one that runs is ended first.</param>
    /// <param name="starting">Called before each step, with the command it equals.</param>
    /// <param name="cancellation">Cancels the wait for another process that works on it.</param>
    /// <exception cref="ContainerNetException">It runs, and <paramref name="force"/> is not given.</exception>
    public void Remove(string nameOrId, bool force = false, Action<string>? starting = null, CancellationToken cancellation = default)
    {
        string id = IdToRemove(nameOrId);
        using ContainerLock held = ContainerLock.Take(_store.DirectoryOf(id), cancellation) ?? throw ContainerStore.NotFound(nameOrId);
        RequireEnded(id, nameOrId, force);
        var end = new ContainerEnd(_host, _store);
        Action<string>? tell = starting is null ? null : new IdVariable(id, _store.NameOf(id)).In(starting);
        if (_store.TryRead(id) is { } container) end.Remove(container, tell);
        else end.Remove(id, tell);
    }

    /// <summary>Checks that a container can be removed.</summary>
    /// <inheritdoc cref="Remove(string, bool, Action{string}, CancellationToken)"/>
    public void CheckRemove(string nameOrId, bool force) => RequireEnded(IdToRemove(nameOrId), nameOrId, force);

    private string IdToRemove(string nameOrId) => _store.FindDamaged(nameOrId) ?? _store.Require(nameOrId).Id;

    private void RequireEnded(string id, string nameOrId, bool force)
    {
        if (!force && _host.Runtime.State(id) is { Status: ContainerProcessStatus.Running })
            throw ContainerNetException.InUse("ContainerRunning", nameOrId, $"Container '{_store.NameOf(id)}' is {(OciRuntime.IsPaused(id) ? "paused" : "running")}.");
    }

    /// <summary>Waits until a container has ended. One that was never started is not waited for.</summary>
    /// <param name="nameOrId">Its name, its id, or the beginning of its id.</param>
    /// <param name="timeout">How long at most.</param>
    /// <param name="cancellation">Ends the wait.</param>
    /// <exception cref="ContainerNetException">It still runs after that time.</exception>
    public NetContainer Wait(string nameOrId, TimeSpan timeout, CancellationToken cancellation = default)
    {
        ContainerRecord container = _store.Require(nameOrId);
        if (!ContainerWait.HasEnded(_host, container, timeout, cancellation, out ContainerProcessState? end))
            throw new ContainerNetException($"Container '{container.Name}' is still running after {timeout.TotalSeconds:0.#} seconds.", ErrorKind.Timeout) { ErrorId = "ContainerWaitTimedOut", Subject = nameOrId };
        // A container that is removed at its end may no longer exist.
        return View(_store.Read(container.Id) ?? container with { Phase = ContainerPhase.Exited, ExitCode = end?.ExitCode, Finished = end?.FinishedAt });
    }
}
