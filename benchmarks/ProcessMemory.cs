using System.Globalization;

namespace ContainerNet.Benchmarks;

/// <summary>What processes have in memory (VmRSS of proc(5)), in MiB.</summary>
internal static class ProcessMemory
{
    /// <summary>One process.</summary>
    public static double Of(int process) => Number(Field(process, "VmRSS:")) / 1024.0;

    /// <summary>One process and all that it started.</summary>
    public static double OfTree(int process) => Of(process) + ChildrenOf(process).Sum(OfTree);

    private static IEnumerable<int> ChildrenOf(int parent)
        => Directory.EnumerateDirectories("/proc").Select(Path.GetFileName).Where(name => name!.All(char.IsAsciiDigit)).Select(name => Number(name!))
            .Where(process => Number(Field(process, "PPid:")) == parent);

    // A process that has ended meanwhile has nothing in memory, and no parent.
    private static string Field(int process, string name)
    {
        try
        {
            string? line = File.ReadLines($"/proc/{process}/status").FirstOrDefault(line => line.StartsWith(name, StringComparison.Ordinal));
            return line?[name.Length..].Replace("kB", "", StringComparison.Ordinal).Trim() ?? "0";
        }
        catch (IOException)
        {
            return "0";
        }
    }

    private static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);
}
