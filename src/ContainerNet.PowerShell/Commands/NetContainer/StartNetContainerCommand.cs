using System.Management.Automation;
using ContainerNet.Containers.Images.Layers;
using ContainerNet.Containers.Steps;
using ContainerNet.PowerShell.Completion;

namespace ContainerNet.PowerShell.Commands;

/// <summary>Starts a container: a program in namespaces of its own, on a root file system of its own, attached to networks before its first instruction runs.</summary>
[Cmdlet(VerbsLifecycle.Start, "NetContainer", SupportsShouldProcess = true, DefaultParameterSetName = OnImage)]
[OutputType(typeof(NetContainer))]
[OutputType(typeof(string))]
public sealed class StartNetContainerCommand : ContainerSpecificationCommand
{
    /// <summary>The container's name. Without an image or a root file system it is the name or id of an existing container.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(ContainerCompleter))]
    [ValidateNotNullOrEmpty]
    public override string? Name { get; set; }

    /// <summary>Existing containers, as objects, also deserialised, or their names. With an image or a root file system, an object whose properties say what is wanted: a container or a row.</summary>
    [Parameter(ValueFromPipeline = true)]
    [ValidateNotNullOrEmpty]
    public PSObject[]? InputObject { get; set; }

    /// <summary>Wait until it ends and write its output as lines; its exit code is in $LASTEXITCODE.</summary>
    [Parameter]
    public SwitchParameter Wait { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord() => Attempt(() =>
    {
        if (InputObject is not null && !IsDescribed) ForEachNamed(names: null, InputObject, nameof(NetContainer), ["Id", "Name"], StartPresent);
        else if (NameOfPresent() is { } name) StartPresent(name);
        else StartDescribed();
    });

    private bool IsDescribed => Image.Length > 0 || RootFileSystem.Length > 0;

    private void StartDescribed()
    {
        foreach (PSObject item in InputObject ?? []) RequireDescription(item, nameof(NetContainer));
        StartNew(Options());
    }

    private void StartNew(ContainerOptions options)
    {
        ContainerPlan<NetContainer> plan = Net.Containers.PlanStart(options, attended: Wait, Force);
        if (!IsApproved(plan) || IsWhatIf) return;
        PrepareImage(options);
        if (Wait && Interactive) Accompany((out bool isDetached) => Net.Containers.StartAttached(options, out isDetached, Force, Starting, Cancellation));
        else StartAndWrite(plan);
    }

    private void StartPresent(string name)
    {
        // A piped container brings its networks along.
        if (!IsDescribed && SpecifiedBesidesImage.FirstOrDefault(parameter => parameter != nameof(Network) || InputObject is null) is { } surplus) throw Errors.NothingToMakeOf(surplus, name);
        ContainerPlan<NetContainer> plan = Net.Containers.PlanStart(name, attended: Wait);
        if (!IsApproved(plan) || IsWhatIf) return;
        if (Wait && Net.Containers.Get(name).Request.Interactive) Accompany((out bool isDetached) => Net.Containers.StartAttached(name, out isDetached, Starting, Cancellation));
        else StartAndWrite(plan);
    }

    // A word alone is an existing container, or else an image.
    private string? NameOfPresent()
    {
        if (Image.Length > 0) return Name is null && InputObject is null && !SpecifiedBesidesImage.Any() && Net.Containers.Exists(Image) ? Image : null;
        return RootFileSystem.Length > 0 ? null : Name;
    }

    private void StartAndWrite(ContainerPlan<NetContainer> plan)
    {
        DateTimeOffset since = DateTimeOffset.UtcNow;
        NetContainer container = plan.Run(Starting, Cancellation);
        WarnOfNames();
        if (Wait) Await(container, output => output.Write(LinesSince(since, container)));
        else WriteObject(container);
    }

    // What an earlier run has written is no output of this one.
    private IEnumerable<(bool IsError, string Text)> LinesSince(DateTimeOffset since, NetContainer container)
        => Net.Containers.ReadLog(container.Id, tail: null, follow: true, Cancellation).Where(line => line.Timestamp >= since).Select(line => (line.Stream == LogStream.Error, line.Text));

    private delegate NetContainer Attached(out bool isDetached);

    // The user typed Ctrl+P Ctrl+Q and left it running.
    private void Accompany(Attached start)
    {
        NetContainer container = start(out bool isDetached);
        WarnOfNames();
        if (isDetached) WriteObject(Net.Containers.Get(container.Id));
        else Await(container, static _ => { });
    }

    private void Await(NetContainer container, Action<ProgramOutput> write)
    {
        try
        {
            Attend(container, write);
        }
        catch (ContainerNetException e) when (e.Kind == ErrorKind.NotFound)
        {
            // Another session removed it meanwhile.
        }
    }

    private void Attend(NetContainer container, Action<ProgramOutput> write)
    {
        // Waited for from the beginning: another session that stops it may remove it at once.
        Task<NetContainer> end = Task.Run(() => Net.Containers.Wait(container.Id, Timeout.InfiniteTimeSpan, Cancellation));
        var output = new ProgramOutput(this, container.Command is [string program, ..] ? program : container.Name);
        int? exitCode;
        try
        {
            write(output);
            exitCode = end.GetAwaiter().GetResult().ExitCode;
        }
        catch (Exception e) when (e is OperationCanceledException or PipelineStoppedException)
        {
            // Ctrl+C is for the program: the cmdlet no longer waits for it.
            Net.Containers.Stop(container.Id, TimeSpan.FromSeconds(10));
            throw;
        }
        try
        {
            Net.Containers.Repair(container.Id);
        }
        finally
        {
            output.End(exitCode, container.ProcessId ?? 0);
        }
    }
}
