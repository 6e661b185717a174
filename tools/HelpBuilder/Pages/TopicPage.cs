namespace ContainerNet.HelpBuilder.Pages;

/// <summary>An about_ topic: free prose, but for the short description that Get-Help lists it by.</summary>
internal sealed record TopicPage(string Name, string ShortDescription, IReadOnlyList<Section> Sections)
{
    private const string ShortDescriptionTitle = "SHORT DESCRIPTION";

    public static TopicPage Read(string file, List<Fault> faults)
    {
        Section page = PageTitle.Read(file, faults);
        string shortDescription = PlainText.OneLine(page.Child(ShortDescriptionTitle));
        if (shortDescription.Length == 0)
            faults.Add(new Fault(file, page.Line, $"{ShortDescriptionTitle} is missing or empty."));
        List<Section> rest = [.. page.Children.Where(c => c != page.Child(ShortDescriptionTitle))];
        if (rest.All(s => !PlainText.Lines(s, int.MaxValue).Any()))
            faults.Add(new Fault(file, page.Line, "The topic says nothing beyond its short description."));
        return new TopicPage(Path.GetFileNameWithoutExtension(file), shortDescription, rest);
    }
}
