using ContainerNet.Firewall.Elements;

namespace ContainerNet.Firewall.Nftables;

/// <summary>Works out what a change has to do to what is there, and asks no more of that than the change needs. What is known of it is changed as well.</summary>
internal static class NftablesPlanner
{
    /// <summary>The transaction that makes the change.</summary>
    public static NftablesTransaction Plan(FirewallChange change, NftablesMemory memory)
    {
        var transaction = new NftablesTransaction();
        if (memory.Tables.Count > 0 || change.Add.Length > 0) Plan(transaction, change, memory);
        return transaction;
    }

    /// <summary>The transaction that leaves exactly these elements, whatever is there.</summary>
    public static NftablesTransaction PlanAgain(IReadOnlyList<FirewallElement> elements, NftablesMemory memory)
    {
        var transaction = new NftablesTransaction();
        transaction.Deletes.AddRange(memory.Tables);
        memory.Clear();
        Plan(transaction, new FirewallChange([.. elements], []), memory);
        return transaction;
    }

    private static void Plan(NftablesTransaction transaction, FirewallChange change, NftablesMemory memory)
    {
        IReadOnlyCollection<FirewallPart<NetworkElement>> networks = FirewallPart<NetworkElement>.Of(change, network => network.Bridge);
        bool removes = memory.Routes && Removes(change);
        bool accepts = networks.Count > 0 || !memory.IsAccepted;

        // What is read is as it was before the change.
        foreach (FirewallPart<NetworkElement> part in networks) memory.KnowNetworks(part.Place, change, part.Remove.Count > 0);
        if (removes || accepts && memory.ForwardChains.Count > 0) memory.KnowBridges();

        foreach (FirewallPart<NetworkElement> part in networks) Networks(transaction, part, memory);
        if (removes && memory.Bridges.Count == 0) EmptyOfNetworks(transaction, change, memory);
        else Translations(transaction, change, memory);
        Frames(transaction, change, memory);
        Create(transaction, memory, NftablesTable.Definition);
        Create(transaction, memory, NftablesBridgeTable.Definition);
        if (accepts) Accept(transaction, memory);
    }

    // Networks on one bridge share elements: those go with the last of them.
    private static void Networks(NftablesTransaction transaction, FirewallPart<NetworkElement> part, NftablesMemory memory)
    {
        IReadOnlyList<NetworkElement> before = memory.NetworksOn(part.Place);
        List<NetworkElement> after = NetworkDifference.Apply(before, part.Change);
        Difference(transaction, Elements(before, NftablesElement.Of), Elements(after, NftablesElement.Of));
        memory.SetNetworks(part.Place, after);
    }

    // Without a network everything else decides whether the table is removed.
    private static void EmptyOfNetworks(NftablesTransaction transaction, FirewallChange change, NftablesMemory memory)
    {
        memory.KnowTranslations();
        Translations(transaction, change, memory);
        if (memory.TranslatesNothing) Delete(transaction, memory, NftablesTable.Definition);
    }

    private static void Translations(NftablesTransaction transaction, FirewallChange change, NftablesMemory memory)
    {
        if (Has<PublishedPort>(change))
        {
            PortDifference ports = PortDifference.Apply(memory.PortsFor(change), change);
            foreach (PublishedPort port in ports.Removed) transaction.Removed.Add(NftablesPort.Elements(port));
            foreach (PublishedPort port in ports.Added) transaction.Added.Add(NftablesPort.Elements(port));
        }
        if (Has<MappedAddress>(change))
        {
            AddressDifference addresses = AddressDifference.Between(memory.AddressesFor(change), change);
            foreach (MappedAddress mapped in addresses.Removed) transaction.Removed.Add(NftablesElement.Of(mapped));
            foreach (MappedAddress mapped in addresses.Added) transaction.Added.Add(NftablesElement.Of(mapped));
            memory.SetAddresses(addresses);
        }
    }

    private static void Frames(NftablesTransaction transaction, FirewallChange change, NftablesMemory memory)
    {
        bool removes = memory.Guards && Array.Exists(change.Remove, element => element.IsOfFrames);
        if (removes) memory.KnowFrames();
        Endpoints(transaction, change, memory);
        if (Has<IsolatedPort>(change)) Isolated(transaction, change, memory.IsolatedPorts);
        if (removes && memory.HasNoFrames) Delete(transaction, memory, NftablesBridgeTable.Definition);
    }

    private static void Isolated(NftablesTransaction transaction, FirewallChange change, HashSet<string> ports)
    {
        foreach (FirewallElement element in change.Remove)
        {
            if (element is IsolatedPort isolated && ports.Remove(isolated.Port)) transaction.Removed.Add(NftablesElement.Of(isolated));
        }
        foreach (FirewallElement element in change.Add)
        {
            if (element is IsolatedPort isolated && ports.Add(isolated.Port)) transaction.Added.Add(NftablesElement.Of(isolated));
        }
    }

    private static void Endpoints(NftablesTransaction transaction, FirewallChange change, NftablesMemory memory)
    {
        foreach (FirewallPart<EndpointElement> part in FirewallPart<EndpointElement>.Of(change, endpoint => endpoint.Port))
        {
            IReadOnlyList<EndpointElement> before = memory.EndpointsAt(part.Place, change);
            List<EndpointElement> after = [.. before];
            foreach (EndpointElement endpoint in part.Remove) after.Remove(endpoint);
            foreach (EndpointElement endpoint in part.Add)
            {
                if (!after.Contains(endpoint)) after.Add(endpoint);
            }
            Difference(transaction, Elements(before, NftablesElement.Of), Elements(after, NftablesElement.Of));
            memory.SetEndpoints(part.Place, after);
        }
    }

    // A table is there as long as there is something in it.
    private static void Create(NftablesTransaction transaction, NftablesMemory memory, NftablesDefinition table)
    {
        if (memory.Tables.Contains(table) || !transaction.Added.Any(table)) return;
        transaction.Creates.Add(table);
        memory.Tables.Add(table);
    }

    private static void Delete(NftablesTransaction transaction, NftablesMemory memory, NftablesDefinition table)
    {
        transaction.Removed.Clear(table);
        transaction.Deletes.Add(table);
        memory.Tables.Remove(table);
    }

    private static void Accept(NftablesTransaction transaction, NftablesMemory memory)
    {
        foreach (NftablesForwardChain chain in memory.ForwardChains)
        {
            NftablesForwardChange change = chain.Change(memory.Bridges);
            if (!change.IsEmpty) transaction.Forward.Add(change);
        }
        memory.IsAccepted = true;
    }

    private static bool Removes(FirewallChange change)
    {
        foreach (FirewallElement element in change.Remove)
        {
            if (!element.IsOfFrames) return true;
        }
        return false;
    }

    private static bool Has<T>(FirewallChange change) => Any<T>(change.Remove) || Any<T>(change.Add);

    private static bool Any<T>(FirewallElement[] elements)
    {
        foreach (FirewallElement element in elements)
        {
            if (element is T) return true;
        }
        return false;
    }

    private static List<NftablesElement> Elements<T>(IReadOnlyList<T> parts, Func<T, List<NftablesElement>> elements)
    {
        if (parts.Count == 1) return elements(parts[0]);
        var all = new List<NftablesElement>();
        foreach (T part in parts)
        {
            foreach (NftablesElement element in elements(part))
            {
                if (!all.Contains(element)) all.Add(element);
            }
        }
        return all;
    }

    // A bridge or a port has few elements: comparing them is faster than any hash.
    private static void Difference(NftablesTransaction transaction, List<NftablesElement> before, List<NftablesElement> after)
    {
        foreach (NftablesElement element in before)
        {
            if (!after.Contains(element)) transaction.Removed.Add(element);
        }
        foreach (NftablesElement element in after)
        {
            if (!before.Contains(element)) transaction.Added.Add(element);
        }
    }
}
