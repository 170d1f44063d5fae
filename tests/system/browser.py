"""Debian's Chromium for tests of the dashboard, driven as a person would: by mouse, or by keys alone."""
import os
import shutil
import sys
import unittest

try:
    from selenium import webdriver
except ImportError:
    # Debian's module, where another Python than Debian's comes first in the path.
    sys.path.append("/usr/lib/python3/dist-packages")
    try:
        from selenium import webdriver
    except ImportError:
        webdriver = None
if webdriver:
    from selenium.webdriver.chrome.service import Service
    from selenium.webdriver.common.action_chains import ActionChains
    from selenium.webdriver.common.by import By
    from selenium.webdriver.common.keys import Keys
    from selenium.webdriver.support.ui import WebDriverWait
    from selenium.common.exceptions import TimeoutException

PATIENCE_SECONDS = 60  # a loaded machine is slow; nothing waits this long when all is well
MOST_TOLD = 4_000  # characters of a page that failed


def missing():
    """The names of what the browser tests lack, or an empty text."""
    lacking = [name for name in ("chromium", "chromedriver") if shutil.which(name) is None]
    return ", ".join(lacking + ([] if webdriver else ["python3-selenium"]))


def needs_browser(case):
    return unittest.skipIf(missing(), f"no browser: {missing()} is missing (scripts/install-packages browser)")(case)


class Browser:
    def __init__(self, downloads, language="en-GB", width=1280, height=900):
        options = webdriver.ChromeOptions()
        options.binary_location = shutil.which("chromium")
        arguments = ["--headless=new", "--disable-gpu", "--disable-dev-shm-usage", f"--lang={language}",
                     f"--window-size={width},{height}"]
        # Chromium's own sandbox does not work for root; the pages are ours.
        for argument in arguments + (["--no-sandbox"] if os.geteuid() == 0 else []):
            options.add_argument(argument)
        options.add_experimental_option("prefs", {"download.default_directory": str(downloads),
                                                  "intl.accept_languages": language})
        options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
        self.driver = webdriver.Chrome(service=Service(shutil.which("chromedriver")), options=options)
        self.driver.set_script_timeout(PATIENCE_SECONDS)

    def end(self):
        self.driver.quit()

    def until(self, what, condition):
        """The first true value of the condition; elements that were drawn anew meanwhile are looked for again."""
        def tried(_):
            try:
                return condition()
            except Exception as error:  # pylint: disable=broad-except
                if type(error).__name__ in ("StaleElementReferenceException", "NoSuchElementException"):
                    return False
                raise
        try:
            return WebDriverWait(self.driver, PATIENCE_SECONDS, poll_frequency=0.05).until(tried, what)
        except TimeoutException:
            raise AssertionError(f"{what}, but:\n{self.driver.find_element(By.TAG_NAME, 'body').text[:MOST_TOLD]}") from None

    def find(self, css, text=None):
        """The first visible element that fits and holds the text, once it is there."""
        def found():
            for element in self.driver.find_elements(By.CSS_SELECTOR, css):
                if element.is_displayed() and (text is None or text in element.text):
                    return element
            return None
        return self.until(f"no {css} with {text!r}", found)

    def there(self, css):
        return self.driver.find_elements(By.CSS_SELECTOR, css)

    def field(self, label):
        """The input that this label names."""
        def found():
            for element in self.driver.find_elements(By.CSS_SELECTOR, "label"):
                if element.is_displayed() and element.text.startswith(label) and element.get_attribute("for"):
                    return self.driver.find_element(By.ID, element.get_attribute("for"))
            return None
        return self.until(f"no field {label!r}", found)

    def fill(self, label, text):
        field = self.field(label)
        field.send_keys(Keys.CONTROL, "a")
        field.send_keys(text)
        return field

    def choose(self, label, text):
        """An entry of the list that this label names."""
        for option in self.field(label).find_elements(By.TAG_NAME, "option"):
            if option.text.startswith(text):
                option.click()
                return
        raise AssertionError(f"{label!r} has no entry {text!r}")

    def click(self, css, text=None):
        element = self.find(css, text)
        self.driver.execute_script("arguments[0].scrollIntoView({block: 'center'})", element)
        element.click()

    def press(self, *keys):
        """Keys to wherever the focus is."""
        chain = ActionChains(self.driver)
        chain.send_keys(*keys).perform()

    def press_with(self, modifier, key):
        ActionChains(self.driver).key_down(modifier).send_keys(key).key_up(modifier).perform()

    def focused(self):
        return self.driver.switch_to.active_element

    def name_of(self, element):
        """The name that a screen reader says."""
        return element.accessible_name

    def tab_to(self, name, role=None, most=120):
        """Goes by Tab alone to what is called so; fails if Tab does not lead there."""
        for _ in range(most):
            self.press(Keys.TAB)
            element = self.focused()
            if self.name_of(element).startswith(name) and role in (None, element.aria_role):
                return element
        raise AssertionError(f"Tab does not lead to {name!r}")

    def wait_text(self, css, text):
        return self.find(css, text)

    def overflow(self):
        """By how many pixels the page is wider than its window."""
        return self.driver.execute_script("return document.documentElement.scrollWidth - window.innerWidth")

    def console(self):
        return [f"{line['level']} {line['message']}" for line in self.driver.get_log("browser")]
