namespace ContainerNet.HelpBuilder.Pages;

/// <summary>Opens a page: one top heading, which is the file's name.</summary>
internal static class PageTitle
{
    public static Section Read(string file, List<Fault> faults)
    {
        Section top = Section.Read(file);
        string name = Path.GetFileNameWithoutExtension(file);
        if (top.Children is [{ Level: 1 } page] && page.Title == name)
            return page;
        Section misplaced = top.Children.FirstOrDefault(c => c.Title != name) ?? top;
        faults.Add(new Fault(file, misplaced.Line, $"The page needs one top heading, \"# {name}\"."));
        return top.Children is [var first, ..] ? first : top;
    }
}
