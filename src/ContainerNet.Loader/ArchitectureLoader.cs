using System.Management.Automation;
using System.Reflection;

namespace ContainerNet.Loader;

/// <summary>
/// Loads the cmdlets that are compiled ahead of time for the architecture of this process, before PowerShell loads the module's
/// root assembly. .NET refuses an assembly that is compiled for another architecture, so the root assembly has none of that code.
/// Both have the same identity and module version id, so that PowerShell gets the assembly that is already loaded.
/// </summary>
public sealed class ArchitectureLoader : IModuleAssemblyInitializer
{
    private const string Cmdlets = "ContainerNet.PowerShell.dll";

    /// <summary>Called by PowerShell when it imports the module.</summary>
    /// <exception cref="PlatformNotSupportedException">The module has no assemblies for this architecture.</exception>
    public void OnImport()
    {
        string path = Path.Combine(Path.GetDirectoryName(typeof(ArchitectureLoader).Assembly.Location)!, ArchitectureDirectory.Name, Cmdlets);
        if (!File.Exists(path)) throw new PlatformNotSupportedException($"This copy of ContainerNet does not support {ArchitectureDirectory.Name}: {path} does not exist. It supports linux-x64 and linux-arm64 if it was built by 'build.ps1 -Task Package'.");
        // LoadFrom finds what the assembly needs beside it.
        Assembly.LoadFrom(path);
    }
}
