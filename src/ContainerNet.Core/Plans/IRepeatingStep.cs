namespace ContainerNet.Plans;

/// <summary>
/// A step whose command describes it as if it were the first of its kind. Where an earlier step of the plan has such a line
/// in its command already, the line is left out.
/// </summary>
internal interface IRepeatingStep;
