namespace ContainerNet.Networks.Drivers;

/// <summary>The options that each new network of a driver gets where it says nothing else (<c>default-network-opts</c>).</summary>
internal static class DefaultOptions
{
    /// <summary>A definition with the configured options where its own have their defaults.</summary>
    /// <exception cref="ContainerNetException">A configured option is unknown, or its value is not one that it takes.</exception>
    public static NetworkDefinition Over(NetworkDefinition definition, ContainerNetConfiguration configuration)
    {
        if (configuration.DefaultNetworkOption.GetValueOrDefault(definition.Driver) is not { Count: > 0 } options) return definition;
        var unnamed = new NetworkDefinition { Name = definition.Name, Driver = definition.Driver };
        NetworkDefinition defaults = DockerOptions.Apply(unnamed, options);
        return definition with
        {
            Icc = definition.Icc && defaults.Icc,
            HostAccess = definition.HostAccess ?? defaults.HostAccess,
            Masquerade = definition.Masquerade && defaults.Masquerade,
            SnatAddress = definition.SnatAddress.Count > 0 ? definition.SnatAddress : defaults.SnatAddress,
            HostBinding = definition.HostBinding ?? defaults.HostBinding,
            BridgeName = definition.BridgeName ?? defaults.BridgeName,
            Parent = definition.Parent ?? defaults.Parent,
            MacvlanMode = definition.MacvlanMode ?? defaults.MacvlanMode,
            MtuSize = definition.MtuSize ?? defaults.MtuSize,
            InterfacePrefix = definition.InterfacePrefix ?? defaults.InterfacePrefix,
        };
    }
}
