namespace ContainerNet.Linux.Syscalls;

/// <summary>A call's use of a descriptor: until it is disposed of, no other thread closes the descriptor, whose number another file would get.</summary>
internal readonly ref struct DescriptorUse
{
    private readonly FileDescriptor _descriptor;

    public DescriptorUse(FileDescriptor descriptor)
    {
        bool isAdded = false;
        descriptor.DangerousAddRef(ref isAdded);
        _descriptor = descriptor;
    }

    /// <summary>The number.</summary>
    public int Number => _descriptor.Number;

    public void Dispose() => _descriptor.DangerousRelease();
}
