namespace ContainerNet.Containers.Images.Archives;

/// <summary>How users and groups of the host are numbered inside: a range of the host's numbers is 0 and what follows.</summary>
/// <param name="First">The host's number of inside's 0.</param>
/// <param name="Count">How many there are; 0 where those inside are those of the host.</param>
internal readonly record struct OwnerShift(uint First, uint Count)
{
    /// <summary>The number inside of one of the host's; that of one which has none inside stays.</summary>
    public uint Inside(uint id) => id - First < Count ? id - First : id;

    /// <summary>The host's number of one inside.</summary>
    /// <exception cref="ContainerNetException">There is no such number inside.</exception>
    public uint Outside(uint id)
    {
        if (Count == 0) return id;
        return id < Count ? First + id : throw ContainerNetException.Invalid("OwnerNotMapped", id, $"The owner {id} does not exist in the container, whose users and groups are 0 to {Count - 1}.");
    }
}
