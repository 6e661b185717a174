using System.Net.Sockets;
using ContainerNet.Firewall.Elements;
using ContainerNet.Linux.Processes;
using ContainerNet.Networks.Records;

namespace ContainerNet.Firewall.Iptables;

/// <summary>
/// The firewall of packets in chains of iptables and ip6tables, for a host whose rules are to be seen there. Nothing is kept
/// here: each change is computed from what the kernel holds, and made by one <c>iptables-restore</c> for each family that it
/// is about, in which each table is one transaction; when one is refused, those before it are taken back. Between reading and
/// writing nothing stops another process but the host's lock (<see cref="HostState.Lock"/>), which every plan holds.
/// The chains are there as long as there is an element.
/// </summary>
/// <param name="start">Starts a program inside the host's network namespace.</param>
/// <param name="meant">All intended elements: a change adds them again when it finds all of a family missing. Empty by default.</param>
/// <param name="madeAgain">Called when a change has put them back.</param>
internal sealed class IptablesFirewall(Func<ChildProcessOptions, ChildProcess> start, Func<IReadOnlyList<FirewallElement>>? meant = null, Action? madeAgain = null) : IFirewall
{
    private static readonly IptablesFamily[] _families = [new IptablesInternet(AddressFamily.InterNetwork), new IptablesInternet(AddressFamily.InterNetworkV6)];

    private readonly IptablesPrograms _programs = new(start);

    public FirewallBackend Backend => FirewallBackend.IPTables;

    public bool Holds(FirewallElement element) => !element.IsOfFrames;

    public void Apply(FirewallChange change)
    {
        List<Replacement> plan = Plan(IptablesCheck.Normalize(change));
        Write(plan);
        if (plan.Exists(replacement => replacement.MakesAgain)) madeAgain?.Invoke();
    }

    public void Rebuild(IReadOnlyList<FirewallElement> elements)
    {
        FirewallChange change = IptablesCheck.Normalize(new FirewallChange([.. elements], []));
        Write([.. _families.Select(family => Replace(family, Present(family), IptablesContent.Apply([], Part(family, change))))]);
    }

    public IReadOnlyList<FirewallElement> Read() => [.. _families.SelectMany(family => family.Read(Present(family)))];

    public IReadOnlyList<string> Damage() => [.. _families.SelectMany(family => IptablesDamage.Of(family, Present(family)))];

    public string List() => string.Concat(_families.Select(Present).Zip(_families).Where(pair => !pair.First.IsEmpty).Select(pair => $"# {pair.Second.Program}-save\n{pair.First}"));

    public IReadOnlyList<string> Describe(FirewallChange change) => [.. Plan(IptablesCheck.Normalize(change)).SelectMany(replacement => replacement.Commands.ToShell())];

    private List<Replacement> Plan(FirewallChange change)
    {
        var plan = new List<Replacement>();
        foreach (IptablesFamily family in _families)
        {
            FirewallChange part = Part(family, change);
            if (part.Add.Length + part.Remove.Length == 0) continue;
            IptablesRuleset present = Present(family);
            List<FirewallElement> lost = present.IsEmpty ? Lost(family, part) : [];
            plan.Add(Replace(family, present, IptablesContent.Apply(present.IsEmpty ? lost : family.Read(present), part)) with { MakesAgain = lost.Count > 0 });
        }
        return plan;
    }

    // A flush of all rules removes ours too, and the networks can reach each other. The next change makes the rules again.
    private List<FirewallElement> Lost(IptablesFamily family, FirewallChange part)
        => meant is null ? [] : [.. IptablesCheck.Normalize(Part(family, new FirewallChange([.. meant()], []))).Add.Except(part.Add).Except(part.Remove)];

    private static FirewallChange Part(IptablesFamily family, FirewallChange change) => new([.. change.Add.Where(family.Holds)], [.. change.Remove.Where(family.Holds)]);

    private static Replacement Replace(IptablesFamily family, IptablesRuleset present, IReadOnlyList<FirewallElement> elements)
        => new(family, present, IptablesCommands.Between(family, present, family.Rules(elements, present.DockerBridges)));

    private void Write(List<Replacement> plan)
    {
        var begun = new Stack<Replacement>();
        try
        {
            foreach (Replacement replacement in plan.Where(replacement => !replacement.Commands.IsEmpty))
            {
                begun.Push(replacement);
                _programs.Restore(replacement.Family.Program, replacement.Commands.ToRestore());
            }
        }
        catch (ContainerNetException e)
        {
            // The tables before the refused one are in the kernel already.
            foreach (Replacement replacement in begun) TakeBack(replacement, e);
            throw;
        }
    }

    private void TakeBack(Replacement replacement, ContainerNetException cause)
    {
        try
        {
            IptablesCommands commands = IptablesCommands.Between(replacement.Family, Present(replacement.Family), replacement.Before);
            if (!commands.IsEmpty) _programs.Restore(replacement.Family.Program, commands.ToRestore());
        }
        catch (ContainerNetException e)
        {
            throw new ContainerNetException($"{cause.Message} The changes before the failure could not be undone: {e.Message}", cause.Kind, cause.Errno, cause) { ErrorId = cause.ErrorId, Subject = cause.Subject };
        }
    }

    // Without ip6tables none of our rules is in it either.
    private IptablesRuleset Present(IptablesFamily family)
    {
        string? saved = _programs.Save(family.Program);
        if (saved is null && family.Program == "iptables") throw IptablesPrograms.Missing("iptables-save");
        return IptablesRuleset.Parse(saved ?? "");
    }

    private sealed record Replacement(IptablesFamily Family, IptablesRuleset Before, IptablesCommands Commands)
    {
        public bool MakesAgain { get; init; }
    }
}
