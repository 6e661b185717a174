using ContainerNet.HelpBuilder.Cmdlets;
using ContainerNet.HelpBuilder.Output;
using ContainerNet.HelpBuilder.Pages;

namespace ContainerNet.HelpBuilder;

/// <summary>The whole build: read the cmdlets and the pages, compare them, and write only if they agree.</summary>
internal static class HelpBuild
{
    private const string TopicPrefix = "about_";

    public static void Run(string assemblyPath, string pageFolder, string outputFolder, List<Fault> faults)
    {
        if (!File.Exists(assemblyPath))
            faults.Add(new Fault(assemblyPath, 1, "There is no such assembly; build the module first."));
        if (!Directory.Exists(pageFolder))
            faults.Add(new Fault(pageFolder, 1, "There is no such folder of pages."));
        if (faults.Count > 0)
            return;

        IReadOnlyList<Cmdlet> cmdlets = CmdletAssembly.Read(assemblyPath);
        string[] files = [.. Directory.GetFiles(pageFolder, "*.md").Order(StringComparer.Ordinal)];
        List<CmdletPage> pages = [.. files.Where(f => !IsTopic(f)).Select(f => CmdletPageReader.Read(f, faults))];
        List<TopicPage> topics = [.. files.Where(IsTopic).Select(f => TopicPage.Read(f, faults))];
        Agreement.Check(cmdlets, pages, pageFolder, faults);
        if (faults.Count == 0)
            Write(Path.GetFileName(assemblyPath), cmdlets, pages, topics, outputFolder);
    }

    private static bool IsTopic(string file) =>
        Path.GetFileName(file).StartsWith(TopicPrefix, StringComparison.OrdinalIgnoreCase);

    private static void Write(
        string assemblyName, IReadOnlyList<Cmdlet> cmdlets, List<CmdletPage> pages, List<TopicPage> topics, string folder)
    {
        Directory.CreateDirectory(folder);
        Dictionary<string, CmdletPage> byName = pages.ToDictionary(p => p.Name, StringComparer.OrdinalIgnoreCase);
        MamlDocument.Write(cmdlets.Select(c => (c, byName[c.Name])), Path.Combine(folder, assemblyName + "-Help.xml"));
        foreach (TopicPage topic in topics)
            File.WriteAllText(Path.Combine(folder, topic.Name + ".help.txt"), TopicText.Render(topic));
    }
}
