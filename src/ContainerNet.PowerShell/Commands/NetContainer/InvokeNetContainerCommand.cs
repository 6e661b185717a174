using System.Management.Automation;
using ContainerNet.Containers;
using ContainerNet.PowerShell.Completion;

namespace ContainerNet.PowerShell.Commands;

/// <summary>Runs a program inside containers that run, as docker exec does, and writes its output as lines. Its exit code is in $LASTEXITCODE.</summary>
[Cmdlet(VerbsLifecycle.Invoke, "NetContainer")]
[OutputType(typeof(string))]
public sealed class InvokeNetContainerCommand : NetCommand
{
    /// <summary>Names or ids of the containers.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(ContainerCompleter))]
    [ValidateNotNullOrEmpty]
    public string[] Name { get; set; } = [];

    /// <summary>The program.</summary>
    [Parameter(Mandatory = true, Position = 1)]
    [ValidateNotNullOrEmpty]
    public string Command { get; set; } = "";

    /// <summary>Its arguments, each as it is.</summary>
    [Parameter(ValueFromRemainingArguments = true)]
    [Alias("Args")]
    [ValidateNotNull]
    public string[] ArgumentList { get; set; } = [];

    /// <summary>Who it runs as: user[:group]; as the container's own program when not given.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? User { get; set; }

    /// <summary>The folder it starts in; the container's when not given.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? WorkingDirectory { get; set; }

    /// <summary>Environment variables over the container's: NAME=value.</summary>
    [Parameter]
    [Alias("Env", "e")]
    [ValidateNotNullOrEmpty]
    public string[] Environment { get; set; } = [];

    /// <summary>Give it this session's terminal instead of reading its output.</summary>
    [Parameter]
    public SwitchParameter Interactive { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord() => ForEach(Name, name =>
    {
        using ContainerExec exec = Net.Containers.Exec(name, new ContainerExecOptions
        {
            Arguments = [Command, .. ArgumentList],
            User = User,
            WorkingDirectory = WorkingDirectory,
            Environment = Environment,
            Terminal = Interactive,
            CaptureOutput = !Interactive,
        });
        if (!Interactive) ContainerOutput.Write(this, exec.ReadLines(Cancellation));
        SessionState.PSVariable.Set("global:LASTEXITCODE", exec.WaitForExit(Cancellation));
    });
}
