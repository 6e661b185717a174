namespace ContainerNet.HelpBuilder.Tests.Samples;

public sealed record Sample(string Name);

public enum SampleState { Down, Up }
