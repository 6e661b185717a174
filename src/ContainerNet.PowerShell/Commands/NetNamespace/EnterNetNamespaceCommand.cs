using System.Management.Automation;
using ContainerNet.Host.Namespaces;
using ContainerNet.PowerShell.Binding;
using ContainerNet.PowerShell.Completion;

namespace ContainerNet.PowerShell.Commands;

/// <summary>Brings an interactive session into a network namespace until <c>exit</c>. The prompt says where it is.</summary>
[Cmdlet(VerbsCommon.Enter, "NetNamespace")]
public sealed class EnterNetNamespaceCommand : NetCommand
{
    private const string Label = """
        $inner = $function:global:prompt
        $label = $args[0]
        $function:global:prompt = { $label + (& $inner) }.GetNewClosure()
        $inner
        """;
    private const string Restore = "$function:global:prompt = $args[0]";

    /// <summary>The namespace: a name, a path, a process id, a process, or a namespace object.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true)]
    [NamespaceTransformation]
    [ArgumentCompleter(typeof(NamespaceCompleter))]
    [ValidateNotNull]
    public NamespaceReference Namespace { get; set; } = NamespaceReference.Host;

    /// <inheritdoc/>
    protected override void ProcessRecord() => Attempt(() =>
    {
        using NamespaceScope scope = Net.Namespaces.Enter(Namespace);
        if (!HasPrompt) throw Errors.NoNestedPrompt();
        PSObject? prompt = InvokeCommand.InvokeScript(Label, $"[{Namespace}] ").FirstOrDefault();
        try
        {
            Host.EnterNestedPrompt();
        }
        catch (Exception e) when (e is NotImplementedException or PSInvalidOperationException)
        {
            throw Errors.NoNestedPrompt(e);
        }
        finally
        {
            InvokeCommand.InvokeScript(Restore, prompt);
        }
    });

    // The console's host would take the end of a redirected input for exit, as if a user had typed it. Other hosts print it themselves.
    private bool HasPrompt => Host.Name != "ConsoleHost" || !Console.IsInputRedirected;
}
