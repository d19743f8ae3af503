namespace Workers.Web.Pages;

/// <summary>What a page shows, where that gives the page its title; else <c>title.</c> with the component's name does.</summary>
internal interface ITitled
{
    string TitleIn(PageContext page);
}
