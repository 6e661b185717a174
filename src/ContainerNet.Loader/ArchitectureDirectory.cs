using System.Runtime.InteropServices;

namespace ContainerNet.Loader;

/// <summary>
/// The directory of what is compiled for the architecture of this process, in the module's bin. Scripts have the name from
/// <c>architecture</c> in tools/setup.sh.
/// </summary>
internal static class ArchitectureDirectory
{
    // Not RuntimeInformation.RuntimeIdentifier: the .NET of a distribution has the distribution's name in it.
    /// <summary>Its name: linux-x64 or linux-arm64.</summary>
    public static string Name { get; } = $"linux-{RuntimeInformation.ProcessArchitecture.ToString().ToLowerInvariant()}";
}
