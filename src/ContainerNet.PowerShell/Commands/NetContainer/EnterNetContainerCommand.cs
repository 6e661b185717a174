using System.Management.Automation;
using ContainerNet.PowerShell.Completion;

namespace ContainerNet.PowerShell.Commands;

/// <summary>Gives this session's terminal to a shell inside a container that runs, until that ends. Its exit code is in $LASTEXITCODE.</summary>
[Cmdlet(VerbsCommon.Enter, "NetContainer", DefaultParameterSetName = ByName)]
public sealed class EnterNetContainerCommand : ProgramCommand
{
    private const string ByName = "Name";
    private const string ByObject = "InputObject";

    /// <summary>The name or id of the container.</summary>
    [Parameter(ParameterSetName = ByName, Mandatory = true, Position = 0)]
    [ArgumentCompleter(typeof(RunningContainerCompleter))]
    [ValidateNotNullOrEmpty]
    public string? Name { get; set; }

    /// <summary>The container as an object, also deserialised, or its name.</summary>
    [Parameter(ParameterSetName = ByObject, Mandatory = true, ValueFromPipeline = true)]
    [ValidateNotNullOrEmpty]
    public PSObject[]? InputObject { get; set; }

    /// <summary>The shell, with its arguments.</summary>
    [Parameter(ParameterSetName = ByName, Position = 1)]
    [Parameter(ParameterSetName = ByObject, Position = 0)]
    [ValidateNotNullOrEmpty]
    public string[] Command { get; set; } = ["/bin/sh"];

    /// <summary>The user it runs as: user[:group]; as the container's own program when not given.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(ContainerUserCompleter))]
    [ValidateNotNullOrEmpty]
    public string? User { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord() => ForEachNamed(Name is null ? null : [Name], InputObject, nameof(NetContainer), ["Id", "Name"], name =>
    {
        if (Console.IsInputRedirected) throw Errors.NoTerminal();
        RunToEnd(Net.Containers.Exec(name, new ContainerExecOptions { Arguments = Command, User = User, Terminal = true }), Command[0], isCaptured: false);
    });
}
