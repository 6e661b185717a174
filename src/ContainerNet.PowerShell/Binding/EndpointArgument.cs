namespace ContainerNet.PowerShell.Binding;

/// <summary>Which endpoint is meant by what was given or piped.</summary>
internal static class EndpointArgument
{
    /// <summary>An endpoint, or the only one of a namespace or a container, by object or by name.</summary>
    /// <exception cref="ContainerNetException">There is none, or several, or the object is of another kind.</exception>
    public static ContainerEndpoint Of(PipedObject piped)
    {
        NetHost net = ModuleHost.Current;
        if (piped.Value is string name) return net.Endpoints.OnlyOf(Named(name));
        return NamespaceArgument.IsNamespace(piped) ? net.Endpoints.OnlyOf(NamespaceArgument.Of(piped)) : Live(piped);
    }

    /// <summary>The endpoint that an object from the pipeline stands for.</summary>
    /// <exception cref="ContainerNetException">It no longer exists, or the object is of another kind.</exception>
    public static ContainerEndpoint Live(PipedObject piped) => piped.Live("EndpointNotFound", ModuleHost.Current.Endpoints.List, "Id");

    // A namespace takes precedence over a container of the same name: namespace names existed first.
    private static NamespaceReference Named(string name)
    {
        NetHost net = ModuleHost.Current;
        bool isContainer = !name.Contains('/', StringComparison.Ordinal) && !net.Namespaces.Exists(name) && net.Containers.List().Any(container => container.Name == name);
        return isContainer ? net.Containers.NamespaceOf(name) : net.Namespaces.Parse(name);
    }
}
