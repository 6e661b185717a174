using System.Management.Automation;
using ContainerNet.Containers;
using ContainerNet.PowerShell.Completion;

namespace ContainerNet.PowerShell.Commands;

/// <summary>Gives this session's terminal to a shell inside a container that runs, until that ends. Its exit code is in $LASTEXITCODE.</summary>
[Cmdlet(VerbsCommon.Enter, "NetContainer")]
public sealed class EnterNetContainerCommand : NetCommand
{
    /// <summary>The name or id of the container.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(ContainerCompleter))]
    [ValidateNotNullOrEmpty]
    public string Name { get; set; } = "";

    /// <summary>The shell, with its arguments.</summary>
    [Parameter(Position = 1)]
    [ValidateNotNullOrEmpty]
    public string[] Command { get; set; } = ["/bin/sh"];

    /// <summary>Who it runs as: user[:group]; as the container's own program when not given.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? User { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord() => Attempt(() =>
    {
        if (Console.IsInputRedirected) throw Errors.NoTerminal();
        using ContainerExec exec = Net.Containers.Exec(Name, new ContainerExecOptions { Arguments = Command, User = User, Terminal = true });
        SessionState.PSVariable.Set("global:LASTEXITCODE", exec.WaitForExit(Cancellation));
    });
}
