using Microsoft.AspNetCore.Components;

namespace Workers.Web.Pages;

/// <summary>What every page, and every part of one, sees. Razor makes components public; what they show is not.</summary>
public abstract class PageView : ComponentBase
{
    [CascadingParameter]
    internal PageContext Page { get; set; } = null!;
}
