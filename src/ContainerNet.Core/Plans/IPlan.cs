namespace ContainerNet.Plans;

/// <summary>What an operation will do. It changes nothing before it is run.</summary>
public interface IPlan
{
    /// <summary>What it does, in one line.</summary>
    string Summary { get; }

    /// <summary>Whether everything requested exists already.</summary>
    bool IsEmpty { get; }

    /// <summary>The commands that it equals, each one or several lines.</summary>
    IEnumerable<string> Commands { get; }
}
