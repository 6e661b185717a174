namespace ContainerNet.Containers.EtcFiles;

/// <summary>What may be requested in a container's files.</summary>
internal static class ContainerFileRules
{
    // __NEW_UTS_LEN in linux/utsname.h.
    private const int MaxHostName = 64;

    /// <summary>Checks the host name, the domain, added hosts, and the options for resolv.conf.</summary>
    /// <exception cref="ContainerNetException">InvalidHostName, InvalidAddedHost, InvalidSearchDomain or InvalidDnsOption.</exception>
    public static void Check(ContainerOptions options)
    {
        if (options.HostName is { } hostName) CheckHostName(hostName);
        if (options.DomainName is { Length: > 0 } domain) CheckHostName(domain);
        foreach (string host in options.AddHost) AddedHost.Parse(host);
        foreach (string search in options.DnsSearch) CheckSearch(search, options.DnsSearch.Count);
        foreach (string option in options.DnsOptions) CheckOption(option);
    }

    private static void CheckHostName(string name)
    {
        if (name.Length > MaxHostName || !DomainName.IsValid(name))
            throw ContainerNetException.Invalid("InvalidHostName", name, $"'{name}' is not a host name. {DomainName.Rule} A host name has at most {MaxHostName} characters.");
    }

    private static void CheckSearch(string search, int count)
    {
        if (search == "." && count == 1 || DomainName.IsValid(search.TrimEnd('.'))) return;
        throw ContainerNetException.Invalid("InvalidSearchDomain", search, $"'{search}' is not a search domain. {DomainName.Rule} '.' alone stands for no search domain.");
    }

    private static void CheckOption(string option)
    {
        if (option.Length > 0 && option.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or ':')) return;
        throw ContainerNetException.Invalid("InvalidDnsOption", option, $"'{option}' is not an option of resolv.conf(5). Options are words such as ndots:2 or use-vc.");
    }
}
