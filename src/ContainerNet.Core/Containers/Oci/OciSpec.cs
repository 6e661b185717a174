using System.Text.Json.Nodes;

namespace ContainerNet.Containers.Oci;

/// <summary>config.json: what the Open Container Initiative's runtime specification, version 1.0.2, has a runtime know of a container.</summary>
internal static class OciSpec
{
    /// <summary>Puts it together. Nothing is changed on the host.</summary>
    /// <exception cref="ContainerNetException">A requested value is not valid, or not possible here.</exception>
    public static JsonObject For(ContainerBundle bundle, OciMachine machine)
    {
        // Without one it would run as root of the host, which is what was not to be.
        if (bundle.Options.UserNamespace is { } mapping && bundle.UserNamespace is null)
            throw new ContainerNetException("A container with mapped users needs a user namespace, and the caller created none.", ErrorKind.Unsupported) { ErrorId = "UserNamespaceUnsupported", Subject = mapping };
        IReadOnlyList<string> capabilities = ContainerCapabilities.Choose(bundle.Options, machine.Capabilities);
        InitProgram? init = bundle.Options.Init ? InitProgram.Find() : null;
        var spec = new JsonObject
        {
            ["ociVersion"] = "1.0.2",
            ["process"] = OciProcess.For(bundle, capabilities, init),
            ["root"] = new JsonObject { ["path"] = bundle.Root, ["readonly"] = bundle.Options.ReadOnly },
            ["mounts"] = OciMounts.For(bundle, machine, init),
            ["linux"] = OciLinux.For(bundle, machine, capabilities),
        };
        if (bundle.HostName is { } name) spec["hostname"] = name;
        return spec;
    }
}
