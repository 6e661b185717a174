using ContainerNet.HelpBuilder.Cmdlets;
using ContainerNet.HelpBuilder.Pages;

namespace ContainerNet.HelpBuilder;

/// <summary>Finds where the pages and the cmdlets tell different stories.</summary>
internal static class Agreement
{
    private static readonly StringComparer s_names = StringComparer.OrdinalIgnoreCase;

    public static void Check(
        IReadOnlyList<Cmdlet> cmdlets, IReadOnlyList<CmdletPage> pages, string pageFolder, List<Fault> faults)
    {
        HashSet<string> documented = pages.Select(p => p.Name).ToHashSet(s_names);
        foreach (Cmdlet cmdlet in cmdlets.Where(c => !documented.Contains(c.Name)))
            faults.Add(new Fault(Path.Combine(pageFolder, cmdlet.Name + ".md"), 1, $"{cmdlet.Name} has no page."));

        Dictionary<string, Cmdlet> byName = cmdlets.ToDictionary(c => c.Name, s_names);
        foreach (CmdletPage page in pages)
        {
            if (byName.TryGetValue(page.Name, out Cmdlet? cmdlet))
                CheckPage(cmdlet, page, faults);
            else
                faults.Add(new Fault(page.File, 1, $"There is no cmdlet {page.Name}."));
        }
    }

    private static void CheckPage(Cmdlet cmdlet, CmdletPage page, List<Fault> faults)
    {
        HashSet<string> described = page.Parameters.Select(p => p.Name).ToHashSet(s_names);
        foreach (Parameter parameter in cmdlet.Parameters)
        {
            if (parameter.StockDescription is null && !described.Contains(parameter.Name))
                faults.Add(new Fault(page.File, page.ParametersLine, $"-{parameter.Name} has no description."));
        }

        HashSet<string> existing = cmdlet.Parameters.Select(p => p.Name).ToHashSet(s_names);
        foreach (Entry entry in page.Parameters.Where(p => !existing.Contains(p.Name)))
            faults.Add(new Fault(page.File, entry.Line, $"{cmdlet.Name} has no parameter -{entry.Name}."));

        foreach (Entry entry in page.Outputs.Entries.Where(o => !IsDeclared(cmdlet, o.Name)))
            faults.Add(new Fault(page.File, entry.Line, $"{cmdlet.Name} declares no output type {entry.Name}."));
    }

    private static bool IsDeclared(Cmdlet cmdlet, string name) => cmdlet.OutputTypes.Count == 0
        ? s_names.Equals(name, MemberTypes.None)
        : cmdlet.OutputTypes.Any(t => s_names.Equals(t, name) || t.EndsWith("." + name, StringComparison.OrdinalIgnoreCase));
}
