using System.Diagnostics;
using System.Net.Sockets;

namespace ContainerNet.Firewall;

/// <summary>
/// The firewall in chains of iptables, ip6tables and ebtables, for a host whose rules are to be seen there. Nothing is kept
/// here: each change is worked out from what the kernel holds, and made by one <c>iptables-restore</c> for each family that it
/// is about, in which each table is one transaction; when one is refused, those before it are taken back. Between reading and
/// writing nothing stops another process but the host's lock (<see cref="State.HostState.Lock"/>), which every plan holds.
/// The chains are there as long as there is an element.
/// </summary>
/// <param name="start">Starts a program inside the host's network namespace.</param>
internal sealed class IptablesFirewall(Func<ProcessStartInfo, Process> start) : IFirewall
{
    private static readonly IptablesFamily[] _families = [new IptablesBridge(), new IptablesInternet(AddressFamily.InterNetwork), new IptablesInternet(AddressFamily.InterNetworkV6)];

    private readonly IptablesPrograms _programs = new(start);

    public void Apply(FirewallChange change) => Write(Plan(IptablesCheck.Normalize(change)));

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
            plan.Add(Replace(family, present, IptablesContent.Apply(family.Read(present), part)));
        }
        return plan;
    }

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
            throw new ContainerNetException($"{cause.Message} What was done before that could not be taken back: {e.Message}", cause.Kind, cause.Errno, cause) { ErrorId = cause.ErrorId, Subject = cause.Subject };
        }
    }

    // Where there is no ip6tables or no ebtables, nothing of ours is in it either.
    private IptablesRuleset Present(IptablesFamily family)
    {
        string? saved = _programs.Save(family.Program);
        if (saved is null && family.Program == "iptables") throw IptablesPrograms.Missing("iptables-save");
        return IptablesRuleset.Parse(saved ?? "");
    }

    private sealed record Replacement(IptablesFamily Family, IptablesRuleset Before, IptablesCommands Commands);
}
