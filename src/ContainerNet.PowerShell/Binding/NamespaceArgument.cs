using System.Diagnostics;

namespace ContainerNet.PowerShell.Binding;

/// <summary>Which namespace is meant by what was given or piped. What says none is an error, and never the host.</summary>
internal static class NamespaceArgument
{
    /// <exception cref="ContainerNetException">It says no namespace, or its container does not run.</exception>
    public static NamespaceReference Of(object value) => Of(new PipedObject(value));

    /// <inheritdoc cref="Of(object)"/>
    public static NamespaceReference Of(PipedObject piped) => piped.Value switch
    {
        NamespaceReference reference => reference,
        string text => ModuleHost.Current.Namespaces.Parse(text),
        int processId => processId,
        long processId => checked((int)processId),
        Process process => process,
        NetNamespace found => found,
        NetContainer container => container,
        _ => Said(piped),
    };

    /// <summary>Whether an object is a namespace, or has one to itself, so that it means nothing else.</summary>
    public static bool IsNamespace(PipedObject piped) => piped.Is(nameof(NetNamespace), nameof(NetContainer), nameof(NamespaceReference)) || piped.Value is int or Process;

    // A container that was read earlier may have been started again since, and has another namespace then.
    private static NamespaceReference Said(PipedObject piped) => piped.Kind switch
    {
        nameof(NetNamespace) when piped.Text("IsHost") == bool.TrueString => NamespaceReference.Host,
        nameof(NetNamespace) when piped.FirstText("Name", "Path") is { } name => NamespaceReference.Parse(name),
        nameof(NetContainer) when piped.FirstText("Id", "Name") is { } container => ModuleHost.Current.Containers.NamespaceOf(container),
        _ when (piped.Kind is not null || piped.IsRow) && piped.Text("Namespace") is { } text => ModuleHost.Current.Namespaces.Parse(text),
        null when piped.IsRow && piped.FirstText("Name") is { } name => ModuleHost.Current.Namespaces.Parse(name),
        _ => throw Commands.Errors.NoNamespace(piped),
    };
}
