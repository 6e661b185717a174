using System.Reflection;
using System.Runtime.InteropServices;

namespace ContainerNet.HelpBuilder.Cmdlets;

/// <summary>Reads the cmdlets of an assembly from its metadata, without running any of it.</summary>
internal static class CmdletAssembly
{
    public static IReadOnlyList<Cmdlet> Read(string path)
    {
        string fullPath = Path.GetFullPath(path);
        using MetadataLoadContext context = new(new PathAssemblyResolver(References(Path.GetDirectoryName(fullPath)!)));
        return [.. context.LoadFromAssemblyPath(fullPath).GetTypes()
            .Select(CmdletReader.TryRead)
            .OfType<Cmdlet>()
            .OrderBy(c => c.Name, StringComparer.Ordinal)];
    }

    /// <summary>The module's own folder, then the tool's (for System.Management.Automation), then the runtime's.</summary>
    private static IEnumerable<string> References(string moduleFolder) =>
        new[] { moduleFolder, AppContext.BaseDirectory, RuntimeEnvironment.GetRuntimeDirectory() }
            .SelectMany(folder => Directory.GetFiles(folder, "*.dll"))
            .DistinctBy(Path.GetFileName);
}
