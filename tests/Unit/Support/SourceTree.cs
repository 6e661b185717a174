using System.Runtime.CompilerServices;

namespace ContainerNet.Tests.Support;

/// <summary>The source that the tests were built from, for what holds of the code as it is written.</summary>
internal static class SourceTree
{
    /// <summary>The directory that src/, tests/ and docs/ are in.</summary>
    public static string Root { get; } = Find();

    private static string Find([CallerFilePath] string file = "") => Path.GetFullPath(Path.Combine(Path.GetDirectoryName(file)!, "..", "..", ".."));
}
