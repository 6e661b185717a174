using System.Management.Automation;
using System.Management.Automation.Runspaces;
using ContainerNet.Host.Namespaces;
using ContainerNet.PowerShell.Binding;
using ContainerNet.PowerShell.Completion;

namespace ContainerNet.PowerShell.Commands;

/// <summary>
/// Runs a script block or a program inside a network namespace, as <c>ip netns exec</c> does. A script block runs in this session,
/// so it sees the caller's variables, and cmdlets in it mean that namespace; what follows in the pipeline runs outside.
/// </summary>
[Cmdlet(VerbsLifecycle.Invoke, "NetNamespace", DefaultParameterSetName = Script)]
[OutputType(typeof(object))]
public sealed class InvokeNetNamespaceCommand : ProgramCommand
{
    private const string Script = "ScriptBlock";
    private const string PipedScript = "PipedScriptBlock";
    private const string Program = "FilePath";
    private const string PipedProgram = "PipedFilePath";

    // Private variables, so that the caller's of the same names stay visible in the block.
    private const string Runner = "$private:block = $args[0]; $private:arguments = $args[1]; & $block @arguments *>&1 | & $args[2] -Scope $args[3] -Caller $args[4] -WarningAction Continue -InformationAction Continue -Verbose -Debug";

    /// <summary>The namespace: a name, a path, a process id, a process, or a namespace object.</summary>
    [Parameter(ParameterSetName = Script, Mandatory = true, Position = 0)]
    [Parameter(ParameterSetName = Program, Mandatory = true, Position = 0)]
    [NamespaceTransformation]
    [ArgumentCompleter(typeof(NamespaceCompleter))]
    [ValidateNotNull]
    public NamespaceReference? Namespace { get; set; }

    /// <summary>Namespaces from the pipeline; it runs in each.</summary>
    // Not -Namespace itself: PowerShell runs a script block that is given to a pipeline parameter, to learn the value from it.
    [Parameter(ParameterSetName = PipedScript, Mandatory = true, ValueFromPipeline = true)]
    [Parameter(ParameterSetName = PipedProgram, Mandatory = true, ValueFromPipeline = true)]
    [NamespaceTransformation]
    [ValidateNotNull]
    public NamespaceReference? InputObject { get; set; }

    /// <summary>What to run inside. Programs that it starts are inside too; threads that it starts are not.</summary>
    [Parameter(ParameterSetName = Script, Mandatory = true, Position = 1)]
    [Parameter(ParameterSetName = PipedScript, Mandatory = true, Position = 0)]
    [ValidateNotNull]
    public ScriptBlock? ScriptBlock { get; set; }

    /// <summary>The program to run inside, with the namespace's own /sys and its /etc/netns files. Its exit code is in $LASTEXITCODE.</summary>
    [Parameter(ParameterSetName = Program, Mandatory = true)]
    [Parameter(ParameterSetName = PipedProgram, Mandatory = true)]
    [ValidateNotNullOrEmpty]
    public string FilePath { get; set; } = "";

    /// <summary>The arguments of the script block or the program.</summary>
    [Parameter]
    [Alias("Args")]
    [ValidateNotNull]
    public object[] ArgumentList { get; set; } = [];

    /// <summary>Leave the terminal to the program instead of reading its output.</summary>
    [Parameter(ParameterSetName = Program)]
    [Parameter(ParameterSetName = PipedProgram)]
    public SwitchParameter Interactive { get; set; }

    /// <summary>What the program reads: texts as lines, bytes as they are, other objects as they are shown.</summary>
    [Parameter(ParameterSetName = Program, ValueFromPipeline = true)]
    [AllowNull, AllowEmptyString, AllowEmptyCollection]
    public PSObject? StandardInput { get; set; }

    private bool TakesInput => ParameterSetName == Program && MyInvocation.ExpectingInput && !Interactive;

    /// <inheritdoc/>
    protected override void BeginProcessing() => Attempt(() =>
    {
        if (TakesInput) Keep(Start(Namespace!), FilePath);
    });

    /// <inheritdoc/>
    protected override void ProcessRecord() => Attempt(() =>
    {
        NamespaceReference place = Namespace ?? InputObject!;
        if (ScriptBlock is not null) RunScript(place);
        else if (TakesInput) Feed(StandardInput);
        else RunToEnd(Start(place), FilePath, isCaptured: !Interactive);
    });

    /// <inheritdoc/>
    protected override void EndProcessing() => FinishFed();

    private void RunScript(NamespaceReference place)
    {
        using NamespaceScope scope = Net.Namespaces.Enter(place);
        InvokeCommand.InvokeScript(Runner, useNewScope: true, PipelineResultTypes.Output | PipelineResultTypes.Error, input: null, ScriptBlock, ArgumentList, WriteOutsideCommand.Info, scope, this);
    }

    private NamespaceProcess Start(NamespaceReference place) => Net.Namespaces.Start(place, new NamespaceProcessOptions
    {
        // A path is relative to the session's location, which need not be the process's own directory.
        FileName = FilePath.Contains('/', StringComparison.Ordinal) ? FullPathOf(FilePath) : FilePath,
        Arguments = [.. ArgumentList.Select(LanguagePrimitives.ConvertTo<string>)],
        WorkingDirectory = SessionState.Path.CurrentFileSystemLocation.ProviderPath,
        CaptureOutput = !Interactive,
        TakesInput = TakesInput,
    });
}
