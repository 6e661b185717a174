using ContainerNet.Plans;

namespace ContainerNet.Configuration;

/// <summary>Replaces a configuration file.</summary>
/// <param name="Path">Where it is.</param>
/// <param name="New">Its new text; null for no file.</param>
/// <param name="Old">Its text before.</param>
internal sealed record WriteConfiguration(string Path, string? New, string? Old) : Step
{
    public override string Command => New is null ? $"rm {Commands.Quote(Path)}" : $"cat > {Commands.Quote(Path)} << 'END'\n{New}END";

    internal override Step Inverse => new WriteConfiguration(Path, Old, New);

    internal override string Noun => "Configuration";

    internal override void Apply(PlanSession session) => ConfigurationFile.Write(Path, New);
}
