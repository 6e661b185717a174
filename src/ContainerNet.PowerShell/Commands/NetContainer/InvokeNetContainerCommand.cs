using System.Management.Automation;
using ContainerNet.Containers.Runtime;
using ContainerNet.PowerShell.Completion;

namespace ContainerNet.PowerShell.Commands;

/// <summary>
/// Runs a program inside containers that run, as docker exec does. It behaves as a native command does: what comes by the
/// pipeline is its input, its output is written as lines, its errors as error records, and its exit code is in $LASTEXITCODE.
/// </summary>
[Cmdlet(VerbsLifecycle.Invoke, "NetContainer", DefaultParameterSetName = ByName)]
[OutputType(typeof(string))]
public sealed class InvokeNetContainerCommand : CommandLineCommand
{
    private const string ByName = "Name";
    private const string ByObject = "InputObject";

    /// <summary>Names or ids of the containers.</summary>
    [Parameter(ParameterSetName = ByName, Mandatory = true, Position = 0)]
    [ArgumentCompleter(typeof(RunningContainerCompleter))]
    [ValidateNotNullOrEmpty]
    public string[] Name { get; set; } = [];

    /// <summary>Containers from the pipeline; it runs in each.</summary>
    [Parameter(ParameterSetName = ByObject, Mandatory = true, ValueFromPipeline = true)]
    [ValidateNotNullOrEmpty]
    public PSObject[]? InputObject { get; set; }

    /// <summary>What the program reads: texts as lines, bytes as they are, other objects as they are shown.</summary>
    [Parameter(ParameterSetName = ByName, ValueFromPipeline = true)]
    [AllowNull, AllowEmptyString, AllowEmptyCollection]
    public PSObject? StandardInput { get; set; }

    /// <summary>The program.</summary>
    [Parameter(ParameterSetName = ByName, Mandatory = true, Position = 1)]
    [Parameter(ParameterSetName = ByObject, Mandatory = true)]
    [ValidateNotNullOrEmpty]
    public string Command { get; set; } = "";

    /// <summary>Its arguments, unchanged.</summary>
    [Parameter(ValueFromRemainingArguments = true)]
    [Alias("Args")]
    [ValidateNotNull]
    public string[] ArgumentList { get; set; } = [];

    /// <summary>The user it runs as: user[:group]; as the container's own program when not given.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(ContainerUserCompleter))]
    [ValidateNotNullOrEmpty]
    public string? User { get; set; }

    /// <summary>The directory it starts in; the container's when not given.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? WorkingDirectory { get; set; }

    /// <summary>Environment variables over the container's: NAME=value.</summary>
    [Parameter]
    [Alias("Env", "e")]
    [PairsAsText('=')]
    [ValidateNotNullOrEmpty]
    public string[] Environment { get; set; } = [];

    /// <summary>Give it this session's terminal instead of reading its output.</summary>
    [Parameter]
    public SwitchParameter Interactive { get; set; }

    /// <summary>Return once it runs; its output is discarded.</summary>
    [Parameter]
    public SwitchParameter Detach { get; set; }

    /// <summary>A program's option of that letter; see <see cref="CommandLineCommand"/>.</summary>
    [Parameter(DontShow = true)]
    public SwitchParameter P { get; set; }

    /// <summary>A program's option of that letter.</summary>
    [Parameter(DontShow = true)]
    public SwitchParameter V { get; set; }

    // With names given, all objects from the pipeline are input.
    private bool TakesInput => ParameterSetName == ByName && MyInvocation.ExpectingInput && !Interactive && !Detach;

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        Require(() => CommandLine.Apply(this, "Name", "InputObject"));
        if (TakesInput) ForEach(Name, name => Keep(Start(name), Command));
    }

    /// <inheritdoc/>
    protected override void ProcessRecord() => Attempt(() =>
    {
        if (TakesInput) Feed(StandardInput);
        else ForEachNamed(Name, InputObject, nameof(NetContainer), ["Id", "Name"], Run);
    });

    /// <inheritdoc/>
    protected override void EndProcessing() => FinishFed();

    private void Run(string name)
    {
        if (!Detach)
        {
            RunToEnd(Start(name), Command, isCaptured: !Interactive);
            return;
        }
        using ContainerExec program = Start(name);
        program.WaitForExit(Cancellation);
    }

    private ContainerExec Start(string name) => Net.Containers.Exec(name, new ContainerExecOptions
    {
        Arguments = [Command, .. ArgumentList],
        User = User,
        WorkingDirectory = WorkingDirectory,
        Environment = [.. Environment.Select(ContainerSpecificationCommand.WithValue).OfType<string>()],
        Terminal = Interactive,
        CaptureOutput = !Interactive && !Detach,
        TakesInput = TakesInput,
        Detached = Detach,
    });
}
